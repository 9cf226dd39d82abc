import { Option, type Command } from 'commander';
import { CHAINS } from '../../bitcoin/read/payload';
import { FORMATS, formatOf } from '../../capture/export/formats';
import { parseDepth } from '../cliOptions';
import { printCommand, type PrintFlags } from '../printCommand';
import { withRedactOptions } from '../redact/redactOptions';

const IDS = FORMATS.map(({ id }) => id);
const DECODING = FORMATS.filter(({ decodes }) => decodes).map(({ id }) => id);

/** `print <file>` */
export function addPrint(program: Command): void {
  const needed = `--format ${DECODING.join(' or ')}`;
  const command = program
    .command('print <file>')
    .description('print a recorded capture')
    .addOption(
      new Option('--format <format>', 'output format').choices(IDS).default(FORMATS[0]!.id),
    )
    .option('--filter <filter>', 'only what matches, as the filter box of a ladder takes it')
    .option('--decode', `with every field of each message; needs ${needed}`)
    .addOption(
      new Option(
        '--chain <chain>',
        'the chain of the node, for --decode: by default what the capture says, or what the peers suggest',
      ).choices(CHAINS),
    )
    .option(
      '--depth <levels>',
      'levels of fields, for --decode: 1 for those a message consists of, by default all',
      parseDepth,
    )
    .option('--no-scripts', 'leave scripts as bytes: no operations, assembly or address');
  withRedactOptions(command).action((file: string, flags: PrintFlags) => {
    if (flags.decode && !formatOf(flags.format).decodes)
      command.error(`error: --decode needs ${needed}`);
    return printCommand(file, flags);
  });
}
