import { randomInt } from 'node:crypto';
import type { HashNumbers } from './hashNumbers';

/** An entry’s numbers of 32 bits: that of its hash, and its row. */
const STRIDE = 2;
const ROW = 1;
const FIRST_ROOM = 32;
/** The most that any table may have room for: places are numbers of 16 bits. */
const MOST_ROOM = 32_768;
/** No entry, in the places; an entry is there by its slot and 1. */
const FREE = 0;

/** Whoever does not know them can choose no hashes whose numbers fall into one place. */
const SEED = randomInt(2 ** 31) * 2 + 1;
const OTHER_SEED = randomInt(2 ** 31) * 2 + 1;

/** The state of an entry that may be forgotten, and of one that was set again: another entry stands for its hash. */
export const SETTLED = 0;
export const REMOVED = 255;

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
 * What was said of hashes, by their numbers, in 21 bytes each, the oldest of too many forgotten. Entries have
 * numbers of their own that ascend, and keep them. An entry is SETTLED where forgetting it loses nothing.
 */
export class HashTable {
  /** The number of the oldest entry, and of the next. */
  begin = 0;
  end = 0;

  private room = 0;
  private entries!: Int32Array;
  private times!: Float64Array;
  private states!: Uint8Array;
  /** What each hash is called, where that is kept. */
  private names!: Uint32Array;
  /** Entries by hash, open addressing; twice as many as there is room for. */
  private places!: Uint16Array;
  /** Of a place’s number of 32 bits, what is left of it. */
  private shift = 32;
  private lost = false;
  /** No hash with a state has a lower number. */
  private lowest = Infinity;

  /**
   * @param most Entries, a power of two.
   * @param isNamed Whether names are kept too, in 4 more bytes each.
   */
  constructor(
    private readonly most: number,
    private readonly budget: Budget,
    private readonly hashes: Pick<HashNumbers, 'begin'>,
    private readonly isNamed = false,
  ) {
    if (most > MOST_ROOM) throw new RangeError(`a table has room for ${MOST_ROOM} at most`);
    this.allocate(0);
  }

  /** Whether one with a state was forgotten: that a hash is not here then says nothing any more. */
  hasForgotten(): boolean {
    if (this.lowest < this.hashes.begin) this.lookForLost();
    return this.lost;
  }

  /** Something is not known that may have been said. */
  forget(): void {
    this.lost = true;
  }

  /** @param hash Its number, or -1. @returns The number of its entry, or -1. */
  find(hash: number): number {
    if (this.room === 0) return -1;
    const { places, entries } = this;
    const mask = places.length - 1;
    const key = hash | 0;
    for (let place = this.home(key); ; place = (place + 1) & mask) {
      const slot = places[place]! - 1;
      if (slot < 0) return -1;
      if (entries[slot * STRIDE] === key) return this.numberOf(slot);
    }
  }

  /**
   * Adds a hash that is not there, or says of one that is there what is new.
   * @param hash Its number; -1 for one that nobody will know.
   * @param name What {@link name} gives back, of 32 bits, in a table that keeps names.
   */
  set(hash: number, row: number, timeNs: number, state: number, name = 0): void {
    const known = this.find(hash);
    if (known >= 0) this.remove(known & (this.room - 1));
    this.add(hash, row, timeNs, state, name);
  }

  /** Adds a hash that is not there. */
  add(hash: number, row: number, timeNs: number, state: number, name = 0): void {
    if (hash < 0) {
      if (state !== SETTLED) this.lost = true;
      return;
    }
    if (this.end - this.begin === this.room) this.makeRoom();
    // There is none: what was set again has left holes, or is forgotten.
    if (this.end - this.begin === this.room) this.forgetOldest();
    if (state !== SETTLED && hash < this.lowest) this.lowest = hash;
    const slot = this.end & (this.room - 1);
    this.entries[slot * STRIDE] = hash;
    this.entries[slot * STRIDE + ROW] = row;
    this.states[slot] = state;
    this.times[slot] = timeNs;
    if (this.isNamed) this.names[slot] = name;
    this.put(slot);
    this.end++;
  }

  row(entry: number): number {
    return this.entries[this.slot(entry) * STRIDE + ROW]! >>> 0;
  }

  timeNs(entry: number): number {
    return this.times[this.slot(entry)]!;
  }

  /** In a table that keeps names. */
  name(entry: number): number {
    return this.names[this.slot(entry)]!;
  }

  /** {@link REMOVED} for one that was set again. */
  state(entry: number): number {
    return this.states[this.slot(entry)]!;
  }

  setState(entry: number, state: number): void {
    this.states[this.slot(entry)] = state;
  }

  /** Gives its room back. */
  dispose(): void {
    this.budget.left += this.room;
    this.room = this.begin = this.end = 0;
    this.lowest = Infinity;
    this.allocate(0);
  }

  /** One piece of memory for all: there are thousands of small tables. */
  private allocate(room: number): void {
    const words = room * Float64Array.BYTES_PER_ELEMENT;
    const ends = words + room * 4 * STRIDE;
    const named = this.isNamed ? room : 0;
    const memory = new ArrayBuffer(ends + 4 * named + room * (2 * 2 + 1));
    this.times = new Float64Array(memory, 0, room);
    this.entries = new Int32Array(memory, words, room * STRIDE);
    this.names = new Uint32Array(memory, ends, named);
    this.places = new Uint16Array(memory, ends + 4 * named, 2 * room);
    this.states = new Uint8Array(memory, ends + 4 * named + room * 2 * 2, room);
  }

  /** Some hashes are not known any more, which may be among these. */
  private lookForLost(): void {
    this.lowest = Infinity;
    for (let entry = this.begin; entry < this.end; entry++) {
      const state = this.state(entry);
      if (state === SETTLED || state === REMOVED) continue;
      this.lowest = Math.min(this.lowest, this.entries[this.slot(entry) * STRIDE]! >>> 0);
    }
    if (this.lowest < this.hashes.begin) this.lost = true;
  }

  private slot(entry: number): number {
    return entry & (this.room - 1);
  }

  private numberOf(slot: number): number {
    return this.begin + ((slot - this.begin) & (this.room - 1));
  }

  private home(key: number): number {
    // Once would not do: many numbers are next to each other.
    const once = Math.imul(key, SEED);
    return Math.imul(once ^ (once >>> 15), OTHER_SEED) >>> this.shift;
  }

  private put(slot: number): void {
    const { places } = this;
    const mask = places.length - 1;
    let place = this.home(this.entries[slot * STRIDE]!);
    while (places[place] !== FREE) place = (place + 1) & mask;
    places[place] = slot + 1;
  }

  /** Takes an entry out of the places; what stands behind it moves up. */
  private remove(slot: number): void {
    this.states[slot] = REMOVED;
    const { places, entries } = this;
    const mask = places.length - 1;
    let hole = this.home(entries[slot * STRIDE]!);
    while (places[hole] !== slot + 1) hole = (hole + 1) & mask;
    for (let next = (hole + 1) & mask; places[next] !== FREE; next = (next + 1) & mask) {
      const home = this.home(entries[(places[next]! - 1) * STRIDE]!);
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
    const { entries, times, states, names } = this;
    const before = this.room - 1;
    this.room = room;
    this.shift = Math.clz32(2 * room - 1);
    this.allocate(room);
    for (let entry = this.begin; entry < this.end; entry++) {
      const from = entry & before;
      const to = this.slot(entry);
      for (let word = 0; word < STRIDE; word++)
        this.entries[to * STRIDE + word] = entries[from * STRIDE + word]!;
      this.times[to] = times[from]!;
      if (this.isNamed) this.names[to] = names[from]!;
      this.states[to] = states[from]!;
      if (states[from] !== REMOVED) this.put(to);
    }
  }

  private forgetOldest(): void {
    const slot = this.slot(this.begin);
    const state = this.states[slot]!;
    if (state !== REMOVED) {
      if (state !== SETTLED) this.lost = true;
      this.remove(slot);
    }
    this.begin++;
  }
}
