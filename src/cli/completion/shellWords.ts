import type { Command, Option } from 'commander';

/** What a shell completes, as the program tells it. */
export interface ShellWords {
  program: string;
  options: OptionWords[];
  commands: CommandWords[];
}

export interface CommandWords {
  name: string;
  about: string;
  options: OptionWords[];
  /** Of its first argument, where only some are allowed. */
  choices: readonly string[];
  /** Its arguments are names of files. */
  files: boolean;
}

export interface OptionWords {
  /** With the dashes: `--format`, `-q`. */
  names: string[];
  about: string;
  /** A value follows. */
  value: 'none' | 'free' | 'choices' | 'file';
  choices: readonly string[];
}

/** Arguments and values of these names are files. */
const FILES = ['file', 'path', 'in', 'out', 'from'];

/** Commander's own command, which takes the name of another. */
const HELP = 'help';

/** @param program With all its commands. */
export function shellWords(program: Command): ShellWords {
  const helper = program.createHelp();
  const commands = helper.visibleCommands(program);
  const names = commands.map((command) => command.name()).filter((name) => name !== HELP);
  const optionsOf = (command: Command) => helper.visibleOptions(command).map(optionWords);
  return {
    program: program.name(),
    options: optionsOf(program),
    commands: commands.map((command) => ({
      name: command.name(),
      about: command.summary() || command.description(),
      options: optionsOf(command),
      choices: command.name() === HELP ? names : (command.registeredArguments[0]?.argChoices ?? []),
      files: command.registeredArguments.some((argument) => FILES.includes(argument.name())),
    })),
  };
}

function optionWords(option: Option): OptionWords {
  const { short, long, description: about, argChoices: choices = [] } = option;
  const names = [short, long].filter((name) => name !== undefined);
  return { names, about, value: valueOf(option), choices };
}

function valueOf({ required, optional, argChoices, flags }: Option): OptionWords['value'] {
  if (!required && !optional) return 'none';
  if (argChoices) return 'choices';
  const [, name = ''] = /<(.+)>/.exec(flags) ?? [];
  return FILES.includes(name) ? 'file' : 'free';
}
