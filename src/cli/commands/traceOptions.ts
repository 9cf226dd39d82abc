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
  0  all that was wanted has been delivered, or its reader has gone (as after | head)
  1  an error, or part of it is missing: the last lines say what
  2  wrong usage
A second Ctrl-C (or SIGTERM) ends it at once, as that signal does (130, 143 in a shell), and it
says how much was not delivered.`;

/** Gives a command the options of those that trace. */
export function withTraceOptions(command: Command): Command {
  return command
    .addHelpText('after', STATUS)
    .addOption(
      new Option('--pid <pid>', 'trace this process, until it ends')
        .argParser(parsePid)
        .conflicts('binary'),
    )
    .option('--binary <path>', 'trace every process of this binary, running now or started later')
    .option('--count <n>', 'stop after this many messages', parseCount)
    .option('--duration <seconds>', 'stop after this time', parseSeconds)
    .option(
      '--ring-size <bytes>',
      'size of the kernel’s buffer: a power of two, 64M by default',
      parseRingSize,
    )
    .option(
      '--snap-length <bytes>',
      'keep at most this much of a payload; not for log, which prints and captures none',
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
