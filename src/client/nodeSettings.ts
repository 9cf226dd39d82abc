/** Values of an option in the order in which they stand; false where it is negated. */
export type Values = readonly (string | boolean)[];

/** Settings by section (only '' on the command line), then by name. */
export type Settings = Map<string, Map<string, (string | boolean)[]>>;

const NONE: ReadonlyMap<string, Values> = new Map();

export function sectionOf(settings: Settings, name: string): ReadonlyMap<string, Values> {
  return settings.get(name) ?? NONE;
}

/** ArgsManager::ParseParameters. */
export function parseArguments(args: readonly string[]): Settings {
  const settings: Settings = new Map();
  for (const arg of args) {
    // What follows is a command.
    if (!arg.startsWith('-') || arg === '-') break;
    const [, key, value] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg)!;
    if (!key!.includes('.')) add(settings, key!, value ?? '');
  }
  return settings;
}

/** GetConfigOptions. @returns false for what Core refuses: no node has read it as it is now. */
export function parseFile(text: string, settings: Settings): boolean {
  let prefix = '';
  for (const line of text.split('\n')) {
    const bare = trim(line.replace(/#.*/s, ''));
    if (bare === '') continue;
    const equals = bare.indexOf('=');
    if (bare.startsWith('[') && bare.endsWith(']')) prefix = `${bare.slice(1, -1)}.`;
    else if (bare.startsWith('-') || equals === -1) return false;
    else add(settings, prefix + trim(bare.slice(0, equals)), trim(bare.slice(equals + 1)));
  }
  return true;
}

const BLANKS = ' \t\r\n';

/**
 * Of these characters alone: a byte-order mark is part of the first name, which nobody knows then. No
 * pattern: one looks again from each blank of a long row, and the text is a stranger's.
 */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text[start]!)) start++;
  while (end > start && BLANKS.includes(text[end - 1]!)) end--;
  return text.slice(start, end);
}

/** InterpretKey and InterpretValue: -noregtest is false, and -noregtest=0 true. */
function add(settings: Settings, key: string, value: string): void {
  const dot = key.indexOf('.');
  const section = dot === -1 ? '' : key.slice(0, dot);
  const name = key.slice(dot + 1);
  const negated = name.startsWith('no');
  const values = settings.get(section) ?? new Map<string, (string | boolean)[]>();
  settings.set(section, values);
  const known = negated ? name.slice(2) : name;
  const list = values.get(known) ?? [];
  values.set(known, list);
  list.push(negated ? value !== '' && !isTrue(value) : value);
}

/** InterpretBool. */
function isTrue(value: string): boolean {
  return value === '' || (Number.parseInt(value, 10) || 0) !== 0;
}

/**
 * GetPathArg of values by the place that counts most first.
 * @param which Where a place has several: of the command line the last, of a file the first.
 * @returns undefined where none is set, null where it is negated.
 */
export function pathSetting(
  places: (Values | undefined)[],
  which: 'first' | 'last',
): string | null | undefined {
  for (const values of places) {
    if (!values || values.length === 0) continue;
    if (values.at(-1) === false) return null;
    const value = which === 'last' ? values.at(-1)! : values[values.lastIndexOf(false) + 1]!;
    return typeof value === 'string' && value !== '' ? value : undefined;
  }
  return undefined;
}

const SWITCHES = new Map([
  ['regtest', 'regtest'],
  ['signet', 'signet'],
  ['testnet', 'test'],
  ['testnet4', 'testnet4'],
]);

/** ArgsManager::GetChainArg, less the error for more than one. */
export function chainSetting(
  line: ReadonlyMap<string, Values>,
  file: ReadonlyMap<string, Values>,
): string | undefined {
  const chain =
    pathSetting([line.get('chain')], 'last') ?? pathSetting([file.get('chain')], 'first');
  if (chain) return chain;
  for (const [name, selected] of SWITCHES) {
    // A negated one on the command line counts as if it were not there, and in a file alike.
    const places = [line.get(name), file.get(name)];
    const last = places.find((values) => values && values.at(-1) !== false)?.at(-1);
    if (last !== undefined && (typeof last === 'boolean' ? last : isTrue(last))) return selected;
  }
  return undefined;
}
