import { explained } from '../../capture/capture';
import type { ErrorAction } from '../../shared/errors/userError';
import { UserError } from '../../shared/errors/userError';
import type { Dialogs } from './dialogs';

const LABELS: Record<ErrorAction, string> = {
  retry: 'Try Again',
  browse: 'Browse…',
  'use-terminal': 'Use a Terminal',
  'use-dialog': 'Use the Password Dialog',
  'use-demo': 'Use the Demo Node',
  'show-log': 'Show Log',
  'open-docs': 'Open Documentation',
  'manage-trust': 'Manage Trust',
  'show-peers': 'Show Peers',
  'stop-and-start': 'Stop and Start Again',
  'open-settings': 'Open Settings',
  'check-setup': 'Check Set-up',
  'other-address': 'Other Address…',
  'other-credentials': 'Other Credentials…',
  'other-certificates': 'Certificates…',
  'other-nodes': 'Choose Nodes…',
};

/** Errors that are shown as warnings, since the trace goes on or the capture is open. */
const WARNINGS = new Set([
  'not-all-attached',
  'recorded-in-part',
  'silent-trace',
  'binary-replaced',
  'payloads-not-kept',
]);

/**
 * Shows what went wrong and what to do next, with a button for each action.
 * @returns The action chosen. Nothing is shown for what the user cancelled.
 * @throws What is not a {@link UserError}: it is a fault of ours, which VS Code reports.
 */
export async function reportError(
  thrown: unknown,
  dialogs: Dialogs,
): Promise<ErrorAction | undefined> {
  const error = explained(thrown);
  if (!(error instanceof UserError)) throw error;
  if (error.code === 'cancelled') return undefined;
  const text = error.toString();
  const buttons = error.actions.map((action) => LABELS[action]);
  const chosen = await (WARNINGS.has(error.code)
    ? dialogs.warn(text, buttons)
    : dialogs.error(text, buttons));
  return error.actions.find((action) => LABELS[action] === chosen);
}
