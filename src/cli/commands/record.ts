import type { Command } from 'commander';
import { parseLimit, type RecordFlags } from '../cliOptions';
import { recordTrace } from '../traceCommand';
import { withTraceOptions } from './traceOptions';

/** `record <file>` */
export function addRecord(program: Command): void {
  withTraceOptions(
    program.command('record <file>').description('write everything into a capture file'),
  )
    .option('--force', 'replace the file if it exists; without this, an existing file is an error')
    .option(
      '--limit <bytes>',
      'keep only the latest events, at most this many bytes: 500M, 2G',
      parseLimit,
    )
    .addHelpText('after', '\nExample:\n  bitcoin-p2p-trace record session.p2ptrace --duration 60')
    .action((file: string, flags: RecordFlags) => recordTrace(file, flags));
}
