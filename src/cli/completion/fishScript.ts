import { quote } from './quoting';
import type { CommandWords, OptionWords, ShellWords } from './shellWords';

/** For fish. */
export function fishScript({ program, options, commands }: ShellWords): string {
  const complete = `complete -c ${program}`;
  const lines = [
    `# Completion of ${program} for fish`,
    `${complete} -f`,
    ...options.map((option) => `${complete} -n __fish_use_subcommand ${optionWords(option)}`),
    ...commands.map(
      ({ name, about }) => `${complete} -n __fish_use_subcommand -a ${name} -d ${fishQuote(about)}`,
    ),
    ...commands.flatMap((command) => commandLines(complete, command)),
  ];
  return `${lines.join('\n')}\n`;
}

function commandLines(complete: string, { name, options, choices, files }: CommandWords): string[] {
  const when = `${complete} -n ${quote(`__fish_seen_subcommand_from ${name}`)}`;
  return [
    ...options.map((option) => `${when} ${optionWords(option)}`),
    ...(choices.length > 0 ? [`${when} -a ${quote(choices.join(' '))}`] : []),
    ...(files ? [`${when} -F`] : []),
  ];
}

function optionWords({ names, about, value, choices }: OptionWords): string {
  const letters = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  const values = {
    none: '',
    free: '-x ',
    choices: `-x -a ${quote(choices.join(' '))} `,
    file: '-r -F ',
  };
  return `${letters.join(' ')} ${values[value]}-d ${fishQuote(about)}`;
}

/** In its quotes, fish knows backslashes. */
function fishQuote(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
