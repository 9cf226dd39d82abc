import type { Command } from 'commander';
import { parseLimit, type MonitorFlags } from '../cliOptions';
import { monitorFile } from '../monitor/monitorFile';
import { refuseWithoutTerminal } from '../monitor/refuseWithoutTerminal';
import { monitorTrace } from '../traceCommand';
import { withTargetOptions } from './traceOptions';

/** `monitor [file]` */
export function addMonitor(program: Command): void {
  withTargetOptions(
    program
      .command('monitor [file]')
      .description(
        'show peers, rates and totals in the terminal: of a live trace, or of a capture',
      ),
  )
    .option(
      '--record <file>',
      'keep the trace in this file; without this, it is removed at the end',
    )
    .option('--force', 'replace that file if it exists')
    .option(
      '--limit <bytes>',
      'keep only the latest messages, at most this many bytes: 500M by default, all with --record',
      parseLimit,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  bitcoin-p2p-trace monitor --pid 1234\n  bitcoin-p2p-trace monitor session.p2ptrace',
    )
    .action((file: string | undefined, flags: MonitorFlags, command: Command) => {
      refuseWithoutTerminal();
      if (file === undefined) return monitorTrace(flags);
      if (Object.keys(flags).length > 0)
        command.error(
          'error: a capture is shown as it is: options of a trace have no effect on it',
        );
      return monitorFile(file);
    });
}
