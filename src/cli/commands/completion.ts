import { Argument, type Command } from 'commander';
import { bashScript } from '../completion/bashScript';
import { fishScript } from '../completion/fishScript';
import { shellWords, type ShellWords } from '../completion/shellWords';
import { zshScript } from '../completion/zshScript';
import { writeOut } from '../output';

const SCRIPTS: Readonly<Record<string, (words: ShellWords) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

const EXAMPLES = `
Examples:
  source <(bitcoin-p2p-trace completion bash)   in ~/.bashrc
  source <(bitcoin-p2p-trace completion zsh)    in ~/.zshrc, after compinit
  bitcoin-p2p-trace completion fish > ~/.config/fish/completions/bitcoin-p2p-trace.fish`;

/** `completion <shell>` */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script by which a shell completes commands, options and their values')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', EXAMPLES)
    .action((shell: string) => writeOut(SCRIPTS[shell]!(shellWords(program))));
}
