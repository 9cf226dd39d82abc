import { Option, type Command } from 'commander';
import {
  DIRECTIONS,
  parseCount,
  parsePeers,
  parsePid,
  parseRingSize,
  parseSeconds,
  parseSnapLength,
  parseTypes,
} from '../cliOptions';

/** What the end of a trace tells a script. */
const STATUS = `
Exit status:
  0  everything requested was delivered, or its reader closed the pipe (as head does)
  1  an error occurred, or events are missing: the last lines say what
  2  wrong usage
A second Ctrl-C (or SIGTERM) ends the command at once, with the status of that signal
(130 or 143 in a shell); it still says how much was not delivered.`;

/** Gives a command the options of those that trace until they have what they want. */
export function withTraceOptions(command: Command): Command {
  return withTargetOptions(command).option(
    '--count <n>',
    'stop after this many messages',
    parseCount,
  );
}

/** Gives a command the options that say what is traced. */
export function withTargetOptions(command: Command): Command {
  return command
    .addHelpText('after', STATUS)
    .addOption(
      new Option('--pid <pid>', 'trace this process, until it ends')
        .argParser(parsePid)
        .conflicts('binary'),
    )
    .option('--binary <path>', 'trace every process of this binary, running now or started later')
    .option('--duration <seconds>', 'stop after this time', parseSeconds)
    .option(
      '--ring-size <bytes>',
      'size of the kernel’s buffer: a power of two, 64M by default',
      parseRingSize,
    )
    .option(
      '--snap-length <bytes>',
      'keep at most this many bytes of each payload; not for log, which prints no payloads',
      parseSnapLength,
    )
    .addOption(
      new Option('--direction <direction>', 'only messages in this direction').choices(
        Object.keys(DIRECTIONS),
      ),
    )
    .option('--type <types>', 'only messages of these types: inv,getdata', parseTypes)
    .option('--peer <ids>', 'only messages and connections of these peers: 0,12', parsePeers);
}
