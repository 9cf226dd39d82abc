import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { readChecklist } from '../../client/preflight/checklist';
import { checklistText, summary } from '../../client/preflight/checklistText';
import { assertNever } from '../../shared/assertNever';
import type { PassiveAction } from '../errorActions';
import type { Dialogs } from '../host/dialogs';
import type { StartCommand } from '../start/startCommand';
import { setupItems } from './setupItems';

export interface SetupSurroundings {
  dialogs: () => Dialogs;
  start: Pick<StartCommand, 'run'>;
  act: (action: PassiveAction) => void;
  /** Absolute path of dist/helper.js. */
  helperPath: string;
}

/** `Bitcoin: Check P2P Trace Set-up`: whether and how this machine can be traced, line by line. */
export async function checkSetup(around: SetupSurroundings): Promise<void> {
  const { checks, nodes } = await readChecklist(dirname(around.helperPath));
  const items = setupItems(checks, nodes);
  const choice = await around.dialogs().pick('Check P2P Trace Set-up', summary(checks), items);
  switch (choice?.kind) {
    case undefined:
      return;
    case 'trace':
      return around.start.run({ choice: { kind: 'node', node: choice.node } });
    case 'demo':
      return around.start.run({ choice: { kind: 'demo' } });
    case 'explain': {
      around.act('open-docs');
      return;
    }
    case 'copy':
      return vscode.env.clipboard.writeText(checklistText(checks));
    default:
      assertNever(choice);
  }
}
