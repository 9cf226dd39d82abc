import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import type { Capture } from '../../capture/capture';
import { neighbours } from '../../capture/query/neighbours';

/** Messages on either side that are looked at, from the nearest on: each costs a read. */
const LOOKED_AT = 2000;
/** Hashes that a message is known by. */
const MOST_HASHES = 16;
/** Bytes that have the header of a block, and the first hashes of a list. */
const BEGINNING = 512;
/** A transaction is hashed whole. */
const MOST_OF_TX = 100_000;

export interface SameSubject {
  kind: 'transaction' | 'block';
  /** The nearest first. */
  rows: number[];
}

/**
 * The messages of other peers, of the same type, that name or carry the same transaction or block.
 * @param most Rows at most.
 */
export async function sameSubject(
  capture: Capture,
  row: number,
  most: number,
): Promise<SameSubject> {
  const { index } = capture;
  const own = await subjects(capture, row);
  const hashes = new Set(own.map(({ hash }) => hash));
  const kind = own[0]?.kind === 'block' ? 'block' : 'transaction';
  const found: number[] = [];
  if (hashes.size === 0) return { kind, rows: found };
  for (const at of nearest(capture, row)) {
    if (index.peer(at) === index.peer(row)) continue;
    if ((await subjects(capture, at)).some(({ hash }) => hashes.has(hash))) found.push(at);
    if (found.length === most) break;
  }
  return { kind, rows: found };
}

async function subjects(capture: Capture, row: number) {
  const messageType = capture.index.messageType(row);
  const length = messageType === 'tx' ? MOST_OF_TX : BEGINNING;
  return mentionedHashes(messageType, await capture.payload(row, 0, length), MOST_HASHES);
}

/** Messages of the same type, earlier and later ones in turn. */
function* nearest({ index }: Capture, row: number): Generator<number, void> {
  const sides = ([-1, 1] as const).map((by) => neighbours(index, row, 'type', by));
  for (let i = 0; i < LOOKED_AT; i++)
    for (const side of sides) {
      const { value } = side.next();
      if (typeof value === 'number') yield value;
    }
}
