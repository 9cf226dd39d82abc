import { randomInt } from 'node:crypto';

/** Words of 32 bits that are kept of a hash. */
const WORDS = 3;
const OWNER = WORDS;
/** An entry is 16 bytes: the words, and who named the hash first. */
const STRIDE = 4;
const FIRST_ROOM = 1024;
/** No entry, in the places. */
const FREE = -1;
/** One who has named more than this part of all hashes first makes no others be forgotten. */
const SHARE = 1 / 8;

/** Whoever does not know them can choose no hashes that are kept alike, or fall into one place. */
const SEEDS = Int32Array.from({ length: 13 }, () => randomInt(2 ** 31) * 2 + 1);
/** What is kept of the hash that is looked for. */
const key = new Int32Array(WORDS);

/**
 * Numbers hashes in the order in which they are first named, and forgets the oldest of too many. A node names each
 * transaction to a hundred peers: what is known of it is kept by its number, and its hash once, in 24 bytes.
 */
export class HashNumbers {
  /** Numbers [begin, end) are of hashes that are known. */
  begin = 0;
  end = 0;

  private room = FIRST_ROOM;
  private entries = new Int32Array(FIRST_ROOM * STRIDE);
  /**
   * Entries by hash, open addressing; twice as many as there is room for. Each has in its upper bits those of where it
   * belongs, so that hardly any entry is looked at in vain.
   */
  private places = new Int32Array(2 * FIRST_ROOM).fill(FREE);
  /** How many of the hashes that are known each has named first. */
  private readonly owned = new Map<number, number>();

  /** @param most Hashes, a power of two. */
  constructor(private readonly most: number) {}

  /** @param at Where 32 bytes of a hash begin. @returns Its number; -1 where it is not known. */
  find(bytes: Uint8Array, at: number): number {
    return this.findKey(readKey(bytes, at));
  }

  /**
   * @param owner Who names it: any number of 32 bits.
   * @returns The number of a hash, which is known from now on; -1 where it is not, as this one has named too many.
   */
  number(bytes: Uint8Array, at: number, owner: number): number {
    const home = readKey(bytes, at);
    const known = this.findKey(home);
    if (known >= 0) return known;
    if (this.end - this.begin === this.room && !this.makeRoom(owner)) return -1;
    const slot = this.end & (this.room - 1);
    const entry = slot * STRIDE;
    for (let word = 0; word < WORDS; word++) this.entries[entry + word] = key[word]!;
    this.entries[entry + OWNER] = owner;
    this.owned.set(owner, (this.owned.get(owner) ?? 0) + 1);
    this.put(slot, home);
    return this.end++;
  }

  private findKey(home: number): number {
    const { places, entries } = this;
    const mask = places.length - 1;
    const slots = this.room - 1;
    for (let place = home & mask; ; place = (place + 1) & mask) {
      const there = places[place]!;
      if (there === FREE) return -1;
      if (((there ^ home) & ~mask) !== 0) continue;
      const slot = there & slots;
      const entry = slot * STRIDE;
      if (
        entries[entry] === key[0] &&
        entries[entry + 1] === key[1] &&
        entries[entry + 2] === key[2]
      )
        return this.begin + ((slot - this.begin) & slots);
    }
  }

  private put(slot: number, home: number): void {
    const { places } = this;
    const mask = places.length - 1;
    let place = home & mask;
    while (places[place] !== FREE) place = (place + 1) & mask;
    // The bit between the two is 0 always: no entry looks like a free place.
    places[place] = (home & ~mask) | slot;
  }

  /** @returns Whether there is any for a hash of this one. */
  private makeRoom(owner: number): boolean {
    if (this.room < this.most) {
      this.grow();
      return true;
    }
    const oldest = this.entries[(this.begin & (this.room - 1)) * STRIDE + OWNER]!;
    const hasMany = (this.owned.get(owner) ?? 0) > this.most * SHARE;
    if (hasMany && oldest !== owner) return false;
    this.forgetOldest(oldest);
    return true;
  }

  private grow(): void {
    const { entries, room } = this;
    this.room = 2 * room;
    this.entries = new Int32Array(this.room * STRIDE);
    this.places = new Int32Array(2 * this.room).fill(FREE);
    for (let number = this.begin; number < this.end; number++) {
      const from = (number & (room - 1)) * STRIDE;
      const slot = number & (this.room - 1);
      for (let word = 0; word < STRIDE; word++)
        this.entries[slot * STRIDE + word] = entries[from + word]!;
      this.put(slot, placeOf(this.entries, slot * STRIDE));
    }
  }

  private forgetOldest(owner: number): void {
    const left = this.owned.get(owner)! - 1;
    if (left > 0) this.owned.set(owner, left);
    else this.owned.delete(owner);
    const { places, entries } = this;
    const mask = places.length - 1;
    const slots = this.room - 1;
    const slot = this.begin++ & slots;
    let hole = placeOf(entries, slot * STRIDE) & mask;
    while ((places[hole]! & slots) !== slot) hole = (hole + 1) & mask;
    // What stands behind it moves up.
    for (let next = (hole + 1) & mask; places[next] !== FREE; next = (next + 1) & mask) {
      const home = placeOf(entries, (places[next]! & slots) * STRIDE) & mask;
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      places[hole] = places[next]!;
      hole = next;
    }
    places[hole] = FREE;
  }
}

/** Every bit of the hash has a part in what is kept of it: `key`. @returns Where it belongs. */
function readKey(bytes: Uint8Array, at: number): number {
  // One by one: a loop takes twice the time, and there are millions.
  key[0] = wordAt(bytes, at) ^ mixed(wordAt(bytes, at + 12), 0) ^ mixed(wordAt(bytes, at + 24), 2);
  key[1] =
    wordAt(bytes, at + 4) ^ mixed(wordAt(bytes, at + 16), 4) ^ mixed(wordAt(bytes, at + 28), 6);
  key[2] = wordAt(bytes, at + 8) ^ mixed(wordAt(bytes, at + 20), 8);
  return placeOf(key, 0);
}

/** Once would not do: what the highest bit changes would be known without the numbers. */
function mixed(word: number, seed: number): number {
  const once = Math.imul(word ^ (word >>> 15), SEEDS[seed]!);
  const twice = Math.imul(once ^ (once >>> 13), SEEDS[seed + 1]!);
  return twice ^ (twice >>> 16);
}

function placeOf(words: Int32Array, at: number): number {
  let place = Math.imul(words[at]!, SEEDS[10]!);
  place = Math.imul(place ^ (place >>> 15) ^ words[at + 1]!, SEEDS[11]!);
  place = Math.imul(place ^ (place >>> 15) ^ words[at + 2]!, SEEDS[12]!);
  return place ^ (place >>> 15);
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
