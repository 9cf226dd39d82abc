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
import { TRACE_STATUS } from './status';

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
    .addHelpText('after', TRACE_STATUS)
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
    .option('--peer <ids>', 'only messages and connections of these peers: 0,12', parsePeers)
    .option(
      '--coins',
      'also count the coins that each block adds and spends, and tell when they are written to the disk',
    );
}
