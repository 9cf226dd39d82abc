import { extname } from 'node:path';
import { Option, type Command } from 'commander';
import { captureFile } from '../../capture/sources/captureFile';
import { FORMATS } from '../../capture/export/formats';
import { parseLimit, type RecordFlags } from '../cliOptions';
import { printTrace, recordTrace } from '../traceCommand';
import {
  refuseMixedFollow,
  withFleetOptions,
  withFollowOptions,
  type FleetFlags,
} from '../fleet/fleetFlags';
import { withTraceOptions } from './traceOptions';

/** What stands for standard output, as a name of a file. */
const STANDARD = '-';
/** The id of our own format, which is not one of events. */
const [CAPTURE] = captureFile.extensions as [string];
/** Those that hold everything. */
const WHOLE = FORMATS.filter(({ frames }) => frames);

const EXAMPLES = `
Examples:
  bitcoin-p2p-trace record session.p2ptrace --duration 60
  bitcoin-p2p-trace record session.pcapng
  bitcoin-p2p-trace record - --format pcapng | wireshark -k -i -`;

/** `record <file>` */
export function addRecord(program: Command): void {
  const command = withTraceOptions(
    program
      .command('record <file>')
      .description('write everything into a file; - is standard output'),
  );
  withFollowOptions(withFleetOptions(command))
    .addOption(
      new Option(
        '--format <format>',
        `${CAPTURE} is a capture file, pcapng is for Wireshark; without this, the extension of the file tells it`,
      ).choices([CAPTURE, ...WHOLE.map(({ id }) => id)]),
    )
    .option('--force', 'replace the file if it exists; without this, an existing file is an error')
    .option(
      '--limit <bytes>',
      'keep only the latest events, at most this many bytes: 500M, 2G; of a capture file only',
      parseLimit,
    )
    .addHelpText('after', EXAMPLES)
    .action(
      (
        file: string,
        { format: id, ...flags }: RecordFlags & FleetFlags & { format?: string },
        command: Command,
      ) => {
        refuseMixedFollow(command, flags);
        const wanted = id ?? extname(file).slice(1).toLowerCase();
        const format = WHOLE.find((each) => each.id === wanted);
        if (file !== STANDARD) {
          if (format && flags.limit !== undefined)
            command.error(
              `error: --limit has no effect on ${format.id}, which cannot forget events`,
            );
          return recordTrace(file, format, flags);
        }
        if (!format)
          command.error(
            `error: on standard output a trace is recorded with --format ${WHOLE.map((each) => each.id).join(' or ')}`,
          );
        const { force, limit } = flags;
        if (force !== undefined || limit !== undefined)
          command.error('error: --force and --limit have no effect on standard output');
        return printTrace(format, flags);
      },
    );
}
