import { Option, type Command } from 'commander';
import { CHAINS } from '../../bitcoin/read/payload';
import { converterFor, CONVERTERS } from '../convert/converters';
import { convertCommand, type ConvertFlags } from '../convertCommand';
import { withRedactOptions } from '../redact/redactOptions';
import { withSelectionOptions } from './selectionOptions';
import { READING_STATUS } from './status';

const FORCE = 'replace the file if it exists; without this, an existing file is an error';

/** `convert <in> <out>` */
export function addConvert(program: Command): void {
  const command = withSelectionOptions(
    program
      .command('convert <in> <out>')
      .description(
        'write what was recorded in another form; - is standard input and standard output',
      ),
  )
    .addOption(
      new Option(
        '--to <format>',
        'the format; without this, the extension of the output tells it',
      ).choices(CONVERTERS.map(({ id }) => id)),
    )
    .addOption(
      new Option(
        '--chain <chain>',
        'the chain of the node, for pcapng: by default what the capture says, or what the peers suggest',
      ).choices(CHAINS),
    )
    .option('--force', FORCE)
    .addHelpText('after', EXAMPLES)
    .addHelpText('after', READING_STATUS);
  withRedactOptions(command).action((place: string, out: string, flags: ConvertFlags) => {
    if (flags.chain && !converterFor(out, flags.to).namesChain)
      command.error('error: --chain is for pcapng, which names it');
    return convertCommand(place, out, flags);
  });
}

/** `import <from> <file>`: what `convert` to a capture file is, by its earlier name. */
export function addImport(program: Command): void {
  program
    .command('import <from> <file>')
    .description('the same as convert --to p2ptrace')
    .option('--force', FORCE)
    .addHelpText(
      'after',
      '\nExample:\n  bitcoin-p2p-trace import ~/.bitcoin/message_capture session.p2ptrace',
    )
    .action((place: string, file: string, flags: { force?: true }) =>
      convertCommand(place, file, { ...flags, to: 'p2ptrace' }),
    );
}

const EXAMPLES = `
Examples:
  bitcoin-p2p-trace convert ~/.bitcoin/message_capture session.p2ptrace
  bitcoin-p2p-trace convert session.p2ptrace session.jsonl
  bitcoin-p2p-trace convert session.p2ptrace session.log --to raw
  bitcoin-p2p-trace convert session.p2ptrace.gz part.p2ptrace --from 10s --until 1m
  bitcoin-p2p-trace convert session.p2ptrace to-give-away.p2ptrace --redact`;
