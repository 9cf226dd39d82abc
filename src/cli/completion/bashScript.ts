import { functionName, quote } from './quoting';
import type { CommandWords, OptionWords, ShellWords } from './shellWords';

/** For bash, with nothing but bash. */
export function bashScript({ program, options, commands }: ShellWords): string {
  const name = functionName(program);
  const names = commands.map((command) => command.name);
  return `# Completion of ${program} for bash
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command= i
  # --option=value are three words.
  [[ $before == = ]] && before="\${COMP_WORDS[COMP_CWORD-2]}"
  [[ $current == = ]] && current=
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${COMP_WORDS[i]}" in
      ${names.join('|')}) command="\${COMP_WORDS[i]}"; break ;;
    esac
  done
  case "$command $before" in
${commands.flatMap((command) => command.options.flatMap((option) => valueCase(command, option))).join('\n')}
  esac
  case "$command" in
    '') ${choose([...names, ...namesOf(options)])} ;;
${commands.map(argumentCase).join('\n')}
  esac
}
${name}_choose() {
  mapfile -t COMPREPLY < <(compgen -W "$2" -- "$1")
}
${name}_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -- "$1")
}
complete -F ${name} ${program}
`
    .replaceAll('CHOOSE ', `${name}_choose "$current" `)
    .replaceAll('FILES ', `${name}_files "$current" `);
}

function valueCase(command: CommandWords, { names, value, choices }: OptionWords): string[] {
  if (value === 'none') return [];
  const patterns = names.map((name) => quote(`${command.name} ${name}`)).join('|');
  const act = { free: ':', choices: choose(choices), file: 'FILES ' }[value];
  return [`    ${patterns}) ${act}; return ;;`];
}

function argumentCase({ name, options, choices, files }: CommandWords): string {
  const words = choose([...namesOf(options), ...choices]);
  const rest = files ? `if [[ $current == -* ]]; then ${words}; else FILES ; fi` : words;
  return `    ${name}) ${rest} ;;`;
}

function choose(words: readonly string[]): string {
  return `CHOOSE ${quote(words.join(' '))}`;
}

function namesOf(options: readonly OptionWords[]): string[] {
  return options.flatMap(({ names }) => names);
}
