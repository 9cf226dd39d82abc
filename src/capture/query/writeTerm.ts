import type { KeyName } from './keys';

/** A term that finds any of these values, whatever a peer made of them. */
export function writeTerm(key: KeyName, values: readonly string[]): string {
  return `${key}:${values.map(quoted).join(',')}`;
}

function quoted(value: string): string {
  if (/^[^\s"(),|*]+$/.test(value)) return value;
  // A backslash would make the last quote one of the value.
  const [, text = '', end = ''] = /^([^]*?)(\\*)$/.exec(value)!;
  return `"${text.replaceAll('"', '\\"')}"${end}`;
}
