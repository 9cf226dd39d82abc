import { Command, Option } from 'commander';
import { version } from '../../package.json';
import { NETWORKS } from '../bitcoin/read/payload';
import {
  DIRECTIONS,
  parseCount,
  parseDepth,
  parseLimit,
  parsePeers,
  parsePid,
  parseRingSize,
  parseSeconds,
  parseSnapLength,
  parseTypes,
  type RecordFlags,
  type TraceFlags,
} from './cliOptions';
import { checkCommand } from './checkCommand';
import { nodesCommand } from './nodesCommand';
import { printCommand, type PrintFlags } from './printCommand';
import { FORMATS, type Format } from './textWriter';
import { printTrace, recordTrace } from './traceCommand';

const SAYS: Record<Format, string> = {
  log: 'print one line a message, as Bitcoin Core’s log_p2p_traffic script does',
  raw: 'print one line a message with its whole payload in hex',
  json: 'print one JSON object an event, connections included',
};

/** What its end tells a script. */
const STATUS = `
Exit status:
  0  all that was wanted has been delivered, or its reader has gone (as after | head)
  1  an error, or part of it is missing: the last lines say what
  2  wrong usage
A second Ctrl-C (or SIGTERM) ends it at once, as that signal does (130, 143 in a shell), and it
says how much was not delivered.`;

function traceCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
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
      'of the kernel’s buffer: a power of two, 64M by default',
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

/** The command line. Its parsing throws CommanderError, where the text is out already. */
export function buildProgram(): Command {
  const program = new Command('bitcoin-p2p-trace')
    .description(
      'Trace the P2P messages of a running Bitcoin Core node through its tracepoints.\n' +
        'Attaching needs root: sudo is asked for it. Data goes to standard output, all else to standard error.',
    )
    .version(version)
    .exitOverride();
  program
    .command('nodes')
    .description('list the running nodes')
    .action(() => nodesCommand());
  program
    .command('check')
    .description('say whether and how this machine can be traced, and what to do where it cannot')
    .action(() => checkCommand());
  for (const format of FORMATS)
    traceCommand(program, format, SAYS[format]).action((flags: TraceFlags, command: Command) => {
      if (format === 'log' && flags.snapLength !== undefined)
        command.error('error: --snap-length means nothing to log, which prints no payload');
      return printTrace(format, flags);
    });
  traceCommand(program, 'record <file>', 'write everything into a capture file')
    .option('--force', 'replace the file if it exists; otherwise that is an error')
    .option('--limit <bytes>', 'keep the latest of it, this much at most: 500M, 2G', parseLimit)
    .action((file: string, flags: RecordFlags) => recordTrace(file, flags));
  program
    .command('print <file>')
    .description('print what was recorded')
    .addOption(new Option('--format <format>', 'how').choices(FORMATS).default('log'))
    .option('--decode', 'with every field of each message; needs --format json')
    .addOption(
      new Option(
        '--chain <chain>',
        'of the node, for --decode: by default what its peers suggest',
      ).choices(NETWORKS),
    )
    .option(
      '--depth <levels>',
      'of fields, for --decode: 1 for those a message consists of, by default all',
      parseDepth,
    )
    .option('--no-scripts', 'leave scripts as bytes: no operations, assembly or address')
    .action((file: string, flags: PrintFlags, command: Command) => {
      if (flags.decode && flags.format !== 'json')
        command.error('error: --decode needs --format json');
      return printCommand(file, flags);
    });
  return program;
}
