import { Command } from 'commander';
import { version } from '../../package.json';
import { COMMANDS } from './commands/commands';
import { beQuiet, isReaderGone } from './output';

/** The command line. Its parsing throws CommanderError, where the text is out already. */
export function buildProgram(): Command {
  const program = new Command('bitcoin-p2p-trace')
    .description(
      'Trace the P2P messages of a running Bitcoin Core node through its tracepoints.\n' +
        'Attaching needs root, which is obtained through sudo. Data goes to standard output, everything else to standard error.',
    )
    .version(version)
    .configureOutput({
      writeOut: (text) => void process.stdout.on('error', throwUnlessGone).write(text),
    })
    .exitOverride();
  for (const add of COMMANDS) add(program);
  // The monitor says what it has to say on its screen.
  for (const command of program.commands)
    if (command.name() !== 'monitor')
      command.option('-q, --quiet', 'say nothing on standard error but errors');
  program.hook('preAction', (_, command) => {
    if (command.opts<{ quiet?: true }>().quiet) beQuiet();
  });
  return program;
}

/** Help is read as far as somebody likes, as with `| head`. */
function throwUnlessGone(error: Error): void {
  if (!isReaderGone(error)) throw error;
}
