import { randomInt } from 'node:crypto';

/** Words of 32 bits that are kept of a hash. */
const WORDS = 4;
/** An entry is 32 bytes, so that one is read at once: the words, its row, its state, and its time as a double. */
const STRIDE = 8;
const ROW = 4;
const STATE = 5;
const TIME = 3;
const FIRST_ROOM = 32;
/** No entry, in the places. */
const FREE = -1;

/** Whoever does not know them can choose no hashes that are kept alike, or fall into one place. */
const SEEDS = Int32Array.from({ length: 2 * WORDS }, () => randomInt(2 ** 31) * 2 + 1);
/** What is kept of the hash that is looked for, and where it belongs. */
const key = new Int32Array(WORDS);
let keyPlace = 0;

/** Entries that all tables together may have room for. */
export class Budget {
  /** @param left Entries. */
  constructor(public left: number) {}

  take(count: number): boolean {
    if (count > this.left) return false;
    this.left -= count;
    return true;
  }
}

/**
 * What was said of hashes, in some 45 bytes each, the oldest of too many forgotten. Entries have numbers that
 * ascend, and keep them. An entry has a state above 0 while forgetting it would lose something.
 */
export class HashTable {
  /** One with a state was forgotten: that a hash is not here says nothing any more. */
  forgot = false;
  /** The number of the oldest entry, and of the next. */
  begin = 0;
  end = 0;

  private room = 0;
  private entries = new Int32Array(0);
  /** The same bytes, of which every fourth double is a time. */
  private times = new Float64Array(0);
  /**
   * Entries by hash, open addressing; twice as many as there is room for. Each has in its upper bits those of where it
   * belongs, so that hardly any entry is looked at in vain: it would be far away in memory.
   */
  private places = new Int32Array(0);

  /** @param most Entries, a power of two. */
  constructor(
    private readonly most: number,
    private readonly budget: Budget,
  ) {}

  /** @param at Where 32 bytes of a hash begin. @returns The number of its entry, or -1. */
  find(bytes: Uint8Array, at: number): number {
    readKey(bytes, at);
    return this.room === 0 ? -1 : this.findKey();
  }

  private findKey(): number {
    const { places, entries } = this;
    const mask = places.length - 1;
    const slots = this.room - 1;
    for (let place = keyPlace & mask; ; place = (place + 1) & mask) {
      const there = places[place]!;
      if (there === FREE) return -1;
      if (((there ^ keyPlace) & ~mask) !== 0) continue;
      const slot = there & slots;
      const word = slot * STRIDE;
      if (
        entries[word] === key[0] &&
        entries[word + 1] === key[1] &&
        entries[word + 2] === key[2] &&
        entries[word + 3] === key[3]
      )
        return this.numberOf(slot);
    }
  }

  /** Adds a hash that is not there, or says of one that is there what is new. @returns Its number. */
  set(bytes: Uint8Array, at: number, row: number, timeNs: number, state: number): number {
    readKey(bytes, at);
    return this.setFound(row, timeNs, state);
  }

  /** The same of the hash that was looked for last, in whichever table. */
  setFound(row: number, timeNs: number, state: number): number {
    const known = this.room === 0 ? -1 : this.findKey();
    if (known >= 0) this.remove(known & (this.room - 1));
    else if (this.end - this.begin === this.room) this.makeRoom();
    // Those that were set again left holes behind.
    if (this.end - this.begin === this.room) this.forgetOldest();
    const slot = this.end & (this.room - 1);
    const at = slot * STRIDE;
    const { entries } = this;
    for (let word = 0; word < WORDS; word++) entries[at + word] = key[word]!;
    entries[at + ROW] = row;
    entries[at + STATE] = state;
    this.times[slot * (STRIDE / 2) + TIME] = timeNs;
    this.put(slot, keyPlace);
    return this.end++;
  }

  row(entry: number): number {
    return this.entries[this.at(entry) + ROW]! >>> 0;
  }

  timeNs(entry: number): number {
    return this.times[this.at(entry) / 2 + TIME]!;
  }

  /** {@link REMOVED} for one that was set again. */
  state(entry: number): number {
    return this.entries[this.at(entry) + STATE]!;
  }

  setState(entry: number, state: number): void {
    this.entries[this.at(entry) + STATE] = state;
  }

  /** Gives its room back. */
  dispose(): void {
    this.budget.left += this.room;
    this.room = this.begin = this.end = 0;
    this.places = this.entries = new Int32Array(0);
    this.times = new Float64Array(0);
  }

  private at(entry: number): number {
    return (entry & (this.room - 1)) * STRIDE;
  }

  private numberOf(slot: number): number {
    const mask = this.room - 1;
    return this.begin + ((slot - (this.begin & mask)) & mask);
  }

  private put(slot: number, home: number): void {
    const { places } = this;
    const mask = places.length - 1;
    let place = home & mask;
    while (places[place] !== FREE) place = (place + 1) & mask;
    // The bit between the two is 0 always: no entry looks like a free place.
    places[place] = (home & ~mask) | slot;
  }

  private home(slot: number): number {
    return placeOf(this.entries, slot * STRIDE);
  }

  /** Takes an entry out of the places; what stands behind it moves up. */
  private remove(slot: number): void {
    this.entries[slot * STRIDE + STATE] = REMOVED;
    const { places } = this;
    const mask = places.length - 1;
    const slots = this.room - 1;
    let hole = this.home(slot) & mask;
    while ((places[hole]! & slots) !== slot) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; places[next] !== FREE; next = (next + 1) & mask) {
      const home = this.home(places[next]! & slots) & mask;
      if (((next - home) & mask) < ((next - hole) & mask)) continue;
      places[hole] = places[next]!;
      hole = next;
    }
    places[hole] = FREE;
  }

  private makeRoom(): void {
    const room = this.room === 0 ? FIRST_ROOM : this.room * 2;
    if (room <= this.most && this.budget.take(room - this.room)) this.grow(room);
    // With no room at all nothing could be kept: a table of the smallest size is within every bound.
    else if (this.room === 0) this.grow(FIRST_ROOM);
  }

  private grow(room: number): void {
    const { entries } = this;
    const before = this.room - 1;
    this.room = room;
    this.entries = new Int32Array(room * STRIDE);
    this.times = new Float64Array(this.entries.buffer);
    this.places = new Int32Array(room * 2).fill(FREE);
    for (let entry = this.begin; entry < this.end; entry++) {
      const from = (entry & before) * STRIDE;
      const to = this.at(entry);
      for (let word = 0; word < STRIDE; word++) this.entries[to + word] = entries[from + word]!;
      if (entries[from + STATE] === REMOVED) continue;
      const slot = entry & (room - 1);
      this.put(slot, this.home(slot));
    }
  }

  private forgetOldest(): void {
    const slot = this.begin & (this.room - 1);
    const state = this.entries[slot * STRIDE + STATE]!;
    if (state !== REMOVED) {
      if (state > 0) this.forgot = true;
      this.remove(slot);
    }
    this.begin++;
  }
}

/** The state of an entry that was set again: another number stands for its hash. */
export const REMOVED = 255;

/** Every bit of the hash has a part in what is kept. */
function readKey(bytes: Uint8Array, at: number): void {
  for (let word = 0; word < WORDS; word++) {
    let other = wordAt(bytes, at + 4 * (word + WORDS));
    // Once would not do: what the highest bit changes would be known without the numbers.
    other = Math.imul(other ^ (other >>> 15), SEEDS[word]!);
    other = Math.imul(other ^ (other >>> 13), SEEDS[word + WORDS]!);
    key[word] = wordAt(bytes, at + 4 * word) ^ other ^ (other >>> 16);
  }
  keyPlace = placeOf(key, 0);
}

function placeOf(words: Int32Array, at: number): number {
  let mixed = 0;
  for (let word = 0; word < WORDS; word++) {
    mixed = Math.imul(mixed ^ words[at + word]!, SEEDS[word]!);
    mixed ^= mixed >>> 15;
  }
  return mixed;
}

function wordAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
}
