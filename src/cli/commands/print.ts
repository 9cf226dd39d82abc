import { InvalidArgumentError, Option, type Command } from 'commander';
import { SEVERITIES } from '../../bitcoin/conversation/finding';
import { CHAINS } from '../../bitcoin/read/payload';
import { FORMATS, formatOf } from '../../capture/export/formats';
import { parseDepth, parseHash } from '../cliOptions';
import { type DecodedForm, printCommand, type PrintFlags } from '../printCommand';
import { BLOCKS } from '../propagation/printPropagation';
import type { Moment } from '../select/moment';
import { parseMoment } from '../select/moment';
import { withFleetCapture } from '../fleet/fleetCapture';
import { refuseMixed, withFleetOptions, type FleetFlags } from '../fleet/fleetFlags';
import { withRedactOptions } from '../redact/redactOptions';
import { refuseBackwards, withSelectionOptions } from './selectionOptions';
import { READING_STATUS } from './status';

const IDS = FORMATS.map(({ id }) => id);
const DECODING = FORMATS.filter(({ decodes }) => decodes).map(({ id }) => id);
const NEEDED = `--format ${DECODING.join(' or ')}`;

/** What names the chain, or depends on it. */
const NAMING = FORMATS.filter(({ namesChain }) => namesChain).map(({ id }) => id);
const CHAIN_USERS = `--decode, --findings or --format ${NAMING.join(' or ')}`;

/** What `--decode` may be followed by; alone it is the first. */
const FORMS: readonly DecodedForm[] = ['compact', 'full'];

/** Without --decode they have no effect. */
const OF_DECODING = { chain: '--chain', depth: '--depth', scripts: '--no-scripts' } as const;

const EXAMPLES = `
Examples:
  bitcoin-p2p-trace print session.p2ptrace --format text --last 5m
  bitcoin-p2p-trace print session.p2ptrace.zst --filter 'type:inv,tx net:onion'
  bitcoin-p2p-trace print session.p2ptrace --format json --decode | jq .fields
  bitcoin-p2p-trace print session.p2ptrace --stats
  bitcoin-p2p-trace print session.p2ptrace --findings --fail-on error
  bitcoin-p2p-trace print session.p2ptrace --compact-blocks --format csv
  bitcoin-p2p-trace print fleet.p2ptrace --propagation blocks
  bitcoin-p2p-trace print session.p2ptrace --story 4e3a…91c0 (64 digits)
  ssh node cat session.p2ptrace | bitcoin-p2p-trace print -`;

/** `print <file>` */
export function addPrint(program: Command): void {
  const command = withSelectionOptions(
    program
      .command('print [file]')
      .description(
        'print what was recorded, also compressed with gzip or zstd; - is standard input',
      ),
  )
    .addOption(
      new Option('--to <time>', 'the same as --until').argParser(parseMoment).conflicts('until'),
    )
    .addOption(
      new Option('--format <format>', 'output format').choices(IDS).default(FORMATS[0]!.id),
    )
    .addOption(
      new Option(
        '--stats',
        'totals by direction, type and peer in place of events, with latencies; as text or --format json',
      ).conflicts(['story', 'decode']),
    )
    .addOption(
      new Option(
        '--findings',
        'what breaks the rules of the protocol, or is remarkable, in place of events; as text or --format json',
      ).conflicts(['story', 'stats', 'decode', 'redact']),
    )
    .addOption(
      new Option(
        '--compact-blocks',
        'compact blocks in place of events: bandwidth mode, transactions by short id, prefilled and missing, round trips, until connected; as text or --format json or csv',
      ).conflicts(['story', 'stats', 'findings', 'decode', 'redact']),
    )
    .addOption(
      new Option(
        '--propagation <hash>',
        `when each node heard of a transaction or block, had it and took it, and from whom; or \`${BLOCKS}\`: all blocks, those first that took longest from the first node to the last; as text or --format json or csv`,
      )
        .argParser((text) => (text === BLOCKS ? text : parseHash(text)))
        .conflicts(['story', 'stats', 'findings', 'compactBlocks', 'decode', 'redact']),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'for --findings: end with status 1 if one is as grave as this, or graver',
      ).choices(SEVERITIES),
    )
    .addOption(
      new Option(
        '--story <hash>',
        'what mentions a transaction or block, the connections of the peers who did, and who did what when; as text or --format json',
      )
        .argParser(parseHash)
        .conflicts('decode'),
    )
    .addOption(
      new Option(
        '--decode [form]',
        `with every field of each message: name and value, or with =full also type, text and byte range; needs ${NEEDED}`,
      )
        .choices(FORMS)
        .argParser(parseForm),
    )
    .addOption(
      new Option(
        '--chain <chain>',
        'the chain of the node, for --decode, --findings and pcapng: by default what the capture says, or what the peers suggest',
      ).choices(CHAINS),
    )
    .option(
      '--depth <levels>',
      'levels of fields, for --decode=full: 1 for those a message consists of, by default all',
      parseDepth,
    )
    .option('--no-scripts', 'leave scripts as bytes: no operations, assembly or address')
    .addHelpText('after', EXAMPLES)
    .addHelpText('after', READING_STATUS);
  withFleetOptions(withRedactOptions(command)).action(
    (file: string | undefined, { to, ...given }: PrintFlags & FleetFlags & { to?: Moment }) => {
      const flags = to ? { ...given, until: to } : given;
      refuseUseless(flags, command);
      refuseBackwards(flags, command);
      refuseMixed(command, flags.nats !== undefined);
      if (flags.nats !== undefined && file !== undefined)
        command.error('error: either a file is printed or a fleet (--nats)');
      if (flags.nats !== undefined)
        return withFleetCapture(flags, (path) => printCommand(path, flags));
      if (file === undefined) return command.error("error: missing required argument 'file'");
      return printCommand(file, flags);
    },
  );
}

/** A file that follows --decode is taken for its form. */
function parseForm(text: string): DecodedForm {
  const form = FORMS.find((each) => each === text);
  if (form) return form;
  throw new InvalidArgumentError(
    `Forms are ${FORMS.join(' and ')}. If it is the file, write it before --decode, or name the form: --decode=${FORMS[0]!} FILE.`,
  );
}

function refuseUseless({ decode, format, findings, failOn }: PrintFlags, command: Command): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (decode && !formatOf(format).decodes) command.error(`error: --decode needs ${NEEDED}`);
  for (const [name, option] of Object.entries(OF_DECODING)) {
    const isNamed = name === 'chain' && (findings === true || formatOf(format).namesChain === true);
    if (!decode && !isNamed && isGiven(name))
      command.error(
        `error: ${option} has no effect without ${name === 'chain' ? CHAIN_USERS : '--decode'}`,
      );
  }
  if (decode !== 'full' && isGiven('depth'))
    command.error(
      'error: --depth needs --decode=full: the compact form has all levels, each field by name',
    );
  if (failOn && !findings) command.error('error: --fail-on has no effect without --findings');
  for (const [name, { option, formats }] of Object.entries(TOLD))
    if (isGiven(name) && isGiven('format') && !formats.includes(format))
      command.error(`error: ${option} knows --format ${listed(formats)}`);
}

/** What is printed in place of events, and the formats that it has. */
const TOLD: Readonly<Record<string, { option: string; formats: readonly string[] }>> = {
  findings: { option: '--findings', formats: ['text', 'json'] },
  compactBlocks: { option: '--compact-blocks', formats: ['text', 'json', 'csv'] },
  propagation: { option: '--propagation', formats: ['text', 'json', 'csv'] },
  stats: { option: '--stats', formats: ['text', 'json'] },
  story: { option: '--story', formats: ['text', 'json'] },
};

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}
