/**
 * A net:* tracepoint that is not attached, so that none of its events is seen: one that the binary has and
 * this release knows, or one of messages that an old binary does not have.
 */
export interface UnattachedProbe {
  /** Without the `net:`. */
  name: string;
  /** Why, in one line for a person. */
  reason: string;
}

/** Entries of a list; a node has a handful. */
const MOST_ENTRIES = 256;

/** `net:inbound_message`: names of `net` come without it, those of other providers with theirs. */
export function probeTitle(name: string): string {
  return name.includes(':') ? name : `net:${name}`;
}

export function readNames(text: string): string[] {
  return text === '' ? [] : text.split(',', MOST_ENTRIES);
}

export const writeUnattached = (unattached: readonly UnattachedProbe[]): string =>
  unattached.map(({ name, reason }) => `${name}=${reason}`).join('\n');

export function readUnattached(text: string): UnattachedProbe[] {
  return text === '' ? [] : text.split('\n', MOST_ENTRIES).map(readLine);
}

function readLine(line: string): UnattachedProbe {
  const [name = '', ...reason] = line.split('=');
  return { name, reason: reason.join('=') };
}
