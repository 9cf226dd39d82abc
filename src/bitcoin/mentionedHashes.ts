import { decodeMessage } from './decodeMessage';
import type { Field, HashKind } from './read/field';

export interface MentionedHash {
  kind: HashKind;
  /** The hash as Bitcoin shows it. */
  hash: string;
  /** Bytes [start, end) of the payload that name it, or that it is the hash of. */
  start: number;
  end: number;
}

/**
 * What a message is about: the transactions and blocks that it announces, requests or carries, in its
 * order. What a transaction spends and what a block builds on is not among them.
 * @param limit Hashes at most.
 */
export function mentionedHashes(
  messageType: string,
  payload: Uint8Array,
  limit = 10_000,
): MentionedHash[] {
  return hashesOf(decodeMessage(messageType, payload).root, limit);
}

/** The same of a message that is decoded. @param root Of the message. */
export function hashesOf(root: Field, limit: number): MentionedHash[] {
  const found: MentionedHash[] = [];
  for (const { hash, value, start, end } of hashFields(root)) {
    if (found.length === limit) break;
    if (hash && typeof value === 'string') found.push({ kind: hash, hash: value, start, end });
  }
  return found;
}

/** Members of these are looked at only if they are computed. */
const IDENTIFIED = new Set(['CTransaction', 'CBlockHeader']);
/** Elements that are looked at between two looks at the limit. */
const PAGE = 256;

function* hashFields(field: Field): Generator<Field, void> {
  if (field.hash) yield field;
  const identified = IDENTIFIED.has(field.type.name);
  const { count } = field;
  for (let from = 0; from < count; from += PAGE)
    for (const child of field.children(from, from + PAGE))
      if (!identified || child.derived || child.type.name === 'CBlockHeader')
        yield* hashFields(child);
}
