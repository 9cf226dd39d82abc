import { functionName, quote } from './quoting';
import type { CommandWords, OptionWords, ShellWords } from './shellWords';

/** For zsh, to be sourced, or as a file of its function path. */
export function zshScript({ program, options, commands }: ShellWords): string {
  const name = functionName(program);
  const described = commands.map((command) => quote(`${command.name}:${command.about}`));
  return `#compdef ${program}
# Completion of ${program} for zsh
${name}() {
  local state line
  local -a commands
  _arguments -C ${options.flatMap(optionSpecs).join(' ')} '1: :->command' '*:: :->arguments'
  case $state in
    command)
      commands=(
        ${described.join('\n        ')}
      )
      _describe command commands
      ;;
    arguments)
      case $line[1] in
${commands.map(commandCase).join('\n')}
      esac
      ;;
  esac
}
if [[ $funcstack[1] == ${name} ]]; then
  ${name} "$@"
else
  compdef ${name} ${program}
fi
`;
}

function commandCase({ name, options, choices, files }: CommandWords): string {
  const specs = options.flatMap(optionSpecs);
  if (choices.length > 0) specs.push(quote(`1: :(${choices.join(' ')})`));
  if (files) specs.push("'*: :_files'");
  return `        ${name}) _arguments ${specs.join(' ')} ;;`;
}

function optionSpecs({ names, about, value, choices }: OptionWords): string[] {
  const values = {
    none: '',
    free: ': : ',
    choices: `: :(${choices.join(' ')})`,
    file: ': :_files',
  };
  const text = about.replace(/[[\]:\\]/g, '\\$&');
  return names.map((name) => {
    // A long option may have its value after =.
    const joint = value !== 'none' && name.startsWith('--') ? '=' : '';
    return quote(`${name}${joint}[${text}]${values[value]}`);
  });
}
