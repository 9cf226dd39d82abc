import { randomInt } from 'node:crypto';
import { MESSAGE_TYPES, type MessageType } from '../../bitcoin/messageTypes';
import { MESSAGE } from '../../shared/events/messages';
import { Uint32List } from './columns';

/** A peer may invent any number of message types: beyond this many, names are kept by row. */
const MAX_TYPES = 4096;

/** The id of every message type that found no place in the table. */
export const OTHER_TYPE = 0xffff;

const SLOT_SIZE = MESSAGE.address - MESSAGE.messageType;
const SLOT_WORDS = SLOT_SIZE / 4;
const BUCKETS = MAX_TYPES * 4;

/** The id that one of Core's own types has in every table. */
export function wellKnownTypeId(name: MessageType): number {
  return 1 + MESSAGE_TYPES.indexOf(name);
}

/**
 * Numbers message types by their bytes, without making strings. Id 0 is the empty name; Core's own
 * types come next, so that no peer can crowd them out.
 */
export class MessageTypeTable {
  private readonly names: string[] = [];
  private readonly words = new Uint32Array(MAX_TYPES * SLOT_WORDS);
  /** Open addressing: id + 1 of the type in each bucket, 0 for an empty one. */
  private readonly buckets = new Uint16Array(BUCKETS);
  /** So that nobody can prepare names that collide. */
  private readonly seed = randomInt(2 ** 32);
  private readonly current = new Uint32Array(SLOT_WORDS);

  /** Rows whose type has no id, ascending, and SLOT_WORDS words of name for each. */
  private readonly otherRows = new Uint32List();
  private readonly otherWords = new Uint32List();

  constructor() {
    for (const name of ['', ...MESSAGE_TYPES]) this.intern(slotOf(name), 0, 0);
  }

  /** @param at Where the slot of the name begins. @param row To remember the name by. */
  intern(view: DataView, at: number, row: number): number {
    this.readSlot(view, at);
    let bucket = this.firstBucket();
    for (; this.buckets[bucket] !== 0; bucket = (bucket + 1) % BUCKETS) {
      const id = this.buckets[bucket]! - 1;
      if (this.isCurrent(id)) return id;
    }
    const id = this.names.length;
    if (id === MAX_TYPES) {
      this.otherRows.push(row);
      for (const word of this.current) this.otherWords.push(word);
      return OTHER_TYPE;
    }
    this.words.set(this.current, id * SLOT_WORDS);
    this.names.push(textOf(this.current));
    this.buckets[bucket] = id + 1;
    return id;
  }

  name(id: number, row: number): string {
    return id === OTHER_TYPE ? this.otherName(row) : this.names[id]!;
  }

  /** Forgets the names that were kept by row, below this one. */
  dropBefore(row: number): void {
    const position = this.otherRows.lowerBound(row);
    this.otherRows.dropBefore(position);
    this.otherWords.dropBefore(position * SLOT_WORDS);
  }

  private otherName(row: number): string {
    const first = this.otherRows.lowerBound(row) * SLOT_WORDS;
    return textOf(this.current.map((_, i) => this.otherWords.at(first + i)!));
  }

  /** Reads a name into `current`; the undefined bytes after its NUL become zeros. */
  private readSlot(view: DataView, at: number): void {
    let ended = false;
    for (let i = 0; i < SLOT_WORDS; i++) {
      let word = ended ? 0 : view.getUint32(at + i * 4, true);
      // The lowest bit set here is 0x80 of the first byte that is zero.
      const zeros = (word - 0x01010101) & ~word & 0x80808080;
      if (zeros !== 0) {
        word &= ((zeros & -zeros) >>> 7) - 1;
        ended = true;
      }
      this.current[i] = word;
    }
  }

  private firstBucket(): number {
    let hash = this.seed;
    for (let i = 0; i < SLOT_WORDS; i++) {
      hash = Math.imul(hash ^ this.current[i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return (hash >>> 0) % BUCKETS;
  }

  private isCurrent(id: number): boolean {
    for (let i = 0; i < SLOT_WORDS; i++)
      if (this.words[id * SLOT_WORDS + i] !== this.current[i]) return false;
    return true;
  }
}

function slotOf(name: string): DataView {
  const slot = Buffer.alloc(SLOT_SIZE);
  slot.write(name, 'latin1');
  return new DataView(slot.buffer, slot.byteOffset, slot.length);
}

function textOf(words: Uint32Array): string {
  const slot = Buffer.alloc(SLOT_SIZE);
  words.forEach((word, i) => slot.writeUInt32LE(word, i * 4));
  const nul = slot.indexOf(0);
  return slot.toString('latin1', 0, nul === -1 ? SLOT_SIZE : nul);
}
