import type { Command } from 'commander';
import { jsonFormat } from '../../capture/export/formats/jsonFormat';
import { logFormat } from '../../capture/export/formats/logFormat';
import { rawFormat } from '../../capture/export/formats/rawFormat';
import { checkCommand } from '../checkCommand';
import { nodesCommand } from '../nodesCommand';
import { liveCommand } from './liveCommand';
import { addConvert, addImport } from './convert';
import { addCompletion } from './completion';
import { addMonitor } from './monitor';
import { addPrint } from './print';
import { addPublish } from './publish';
import { addRecord } from './record';

/** Adds a command to the program. */
export type AddCommand = (program: Command) => void;

function exampleOf(words: string): string {
  return `\nExample:\n  bitcoin-p2p-trace ${words}`;
}

/** The commands of the command line, in the order in which its help lists them. */
export const COMMANDS: readonly AddCommand[] = [
  (program) =>
    program
      .command('nodes')
      .description('list the running nodes')
      .addHelpText('after', exampleOf('nodes'))
      .action(() => nodesCommand()),
  (program) =>
    program
      .command('check')
      .description(
        'say whether and how nodes on this machine can be traced, and what to do if they cannot',
      )
      .addHelpText('after', exampleOf('check'))
      .action(() => checkCommand()),
  liveCommand(
    logFormat,
    'print one line per message, as Bitcoin Core’s log_p2p_traffic script does',
  ),
  liveCommand(rawFormat, 'print one line per message, with its whole payload in hex'),
  liveCommand(jsonFormat, 'print one JSON object per event, connections included'),
  addMonitor,
  addRecord,
  addPublish,
  addPrint,
  addConvert,
  addImport,
  addCompletion,
];
