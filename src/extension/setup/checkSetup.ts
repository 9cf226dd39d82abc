import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { readChecklist } from '../../client/preflight/checklist';
import { checklistText, summary } from '../../client/preflight/checklistText';
import { assertNever } from '../../shared/assertNever';
import type { PassiveAction } from '../host/errorActions';
import type { Dialogs } from '../host/dialogs';
import type { StartCommand } from '../start/startCommand';
import { setupItems } from './setupItems';

export interface SetupDependencies {
  dialogs: () => Dialogs;
  start: Pick<StartCommand, 'run'>;
  act: (action: PassiveAction) => void;
  /** Absolute path of dist/helper.js. */
  helperPath: string;
}

/** `Bitcoin: Check P2P Trace Set-up`: whether and how this machine can be traced, line by line. */
export async function checkSetup(deps: SetupDependencies): Promise<void> {
  const { checks, nodes } = await readChecklist(dirname(deps.helperPath));
  const items = setupItems(checks, nodes);
  const choice = await deps.dialogs().pick('Check P2P Trace Set-up', summary(checks), items);
  switch (choice?.kind) {
    case undefined:
      return;
    case 'trace':
      return deps.start.run({ choice: { kind: 'node', node: choice.node } });
    case 'demo':
      return deps.start.run({ choice: { kind: 'demo' } });
    case 'explain': {
      deps.act('open-docs');
      return;
    }
    case 'tell':
      // Nothing waits for the notification to be closed.
      void deps.dialogs().inform(choice.text, []);
      return;
    case 'copy':
      return vscode.env.clipboard.writeText(checklistText(checks));
    default:
      assertNever(choice);
  }
}
