import { randomInt } from 'node:crypto';

/** Bytes of a key, at most: those of a hash. */
const KEY = 32;
/** Requests that there is room for at first; it doubles. */
const FIRST = 1024;
const NONE = -1;

/** Words of an entry, each of 32 bits: they are in one line of the processor's cache. */
const WORDS = 16;
const KEY_WORDS = KEY / 4;
const ROW = KEY_WORDS;
const GROUP = ROW + 1;
const HASH = ROW + 2;
/** The next entry that is found in the same place. */
const CHAINED = ROW + 3;
/** Of entries that are free, the next one. */
const OLDER = ROW + 4;
const NEWER = ROW + 5;

/** Nobody knows it before, or keys could be chosen that are all found in one place. */
const SEEDS = Int32Array.from({ length: KEY_WORDS + 1 }, () => randomInt(2 ** 31) * 2 + 1);

/** The requests of one side of a connection in an exchange that wait for an answer. */
interface Group {
  readonly name: string;
  /** Another's when none of these waits any more. */
  readonly number: number;
  /** How many there are. */
  count: number;
}

/**
 * Requests that wait for an answer, by what the answer will name: the oldest of too many are forgotten. There may be
 * thousands a second, so they stand in an array of numbers: a map of strings takes many times the time, and the memory.
 */
export class WaitingRequests {
  private readonly groups = new Map<string, Group>();
  private readonly byNumber: Group[] = [];
  /** Numbers of groups that are free. */
  private readonly numbers: number[] = [];
  private entries = new Int32Array(FIRST * WORDS);
  /** The first entry of each place: a power of two. */
  private places = new Int32Array(FIRST).fill(NONE);
  /** Entries that are in use, or were. */
  private used = 0;
  private free = NONE;
  private oldest = NONE;
  private newest = NONE;
  /** The key that is looked for. */
  private readonly key = new Int32Array(KEY_WORDS);
  private readonly keyBytes = new Uint8Array(this.key.buffer);

  /** @param most Requests that are remembered. */
  constructor(private readonly most: number) {}

  /** Whether any of a group waits. */
  waits(group: string): boolean {
    return this.groups.has(group);
  }

  /**
   * A request waits from now on; it takes the place of one with the same key.
   * @param row Of 32 bits. @param bytes With its key at [start, end).
   */
  ask(name: string, row: number, bytes: Uint8Array, start: number, end: number): void {
    const group = this.groups.get(name) ?? this.begin(name);
    const hash = this.read(group.number, bytes, start, end);
    let entry = this.find(group.number, hash);
    if (entry === NONE) entry = this.add(group, hash);
    else this.leaveAge(entry);
    const { entries, newest } = this;
    const at = entry * WORDS;
    entries[at + ROW] = row;
    entries[at + OLDER] = newest;
    entries[at + NEWER] = NONE;
    if (newest === NONE) this.oldest = entry;
    else entries[newest * WORDS + NEWER] = entry;
    this.newest = entry;
  }

  /** The row of the request with this key. @param isOver Tells whether it then waits no more. */
  answer(
    name: string,
    isOver: (row: number) => boolean,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number | undefined {
    const group = this.groups.get(name);
    if (!group) return undefined;
    const hash = this.read(group.number, bytes, start, end);
    const entry = this.find(group.number, hash);
    if (entry === NONE) return undefined;
    const row = this.entries[entry * WORDS + ROW]! >>> 0;
    if (isOver(row)) this.remove(entry);
    return row;
  }

  private begin(name: string): Group {
    const group = { name, number: this.numbers.pop() ?? this.byNumber.length, count: 0 };
    this.byNumber[group.number] = group;
    this.groups.set(name, group);
    return group;
  }

  /** Makes it the key that is looked for. @returns Its hash. */
  private read(group: number, bytes: Uint8Array, start: number, end: number): number {
    const { key, keyBytes } = this;
    const length = Math.min(KEY, end - start);
    for (let i = 0; i < length; i++) keyBytes[i] = bytes[start + i]!;
    // Within an exchange all are of one length.
    for (let i = length; i < KEY; i++) keyBytes[i] = 0;
    let hash = Math.imul(group ^ SEEDS[KEY_WORDS]!, SEEDS[0]!);
    for (let i = 0; i < KEY_WORDS; i++) {
      hash = Math.imul(hash ^ key[i]!, SEEDS[i]!);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private placeOf(hash: number): number {
    return hash & (this.places.length - 1);
  }

  private find(group: number, hash: number): number {
    const { entries, key } = this;
    let entry = this.places[this.placeOf(hash)]!;
    for (; entry !== NONE; entry = entries[entry * WORDS + CHAINED]!) {
      const at = entry * WORDS;
      if (entries[at + HASH] !== hash || entries[at + GROUP] !== group) continue;
      let same = 0;
      while (same < KEY_WORDS && entries[at + same] === key[same]) same++;
      if (same === KEY_WORDS) break;
    }
    return entry;
  }

  /** @returns An entry with the key that was looked for; it has no row and no age. */
  private add(group: Group, hash: number): number {
    group.count++;
    if (this.free === NONE && this.used === this.most) this.remove(this.oldest);
    let entry = this.free;
    if (entry !== NONE) this.free = this.entries[entry * WORDS + OLDER]!;
    else {
      entry = this.used++;
      if (entry * WORDS === this.entries.length) this.grow();
    }
    const at = entry * WORDS;
    for (let i = 0; i < KEY_WORDS; i++) this.entries[at + i] = this.key[i]!;
    this.entries[at + GROUP] = group.number;
    this.entries[at + HASH] = hash;
    this.chain(entry);
    return entry;
  }

  private chain(entry: number): void {
    const place = this.placeOf(this.entries[entry * WORDS + HASH]!);
    this.entries[entry * WORDS + CHAINED] = this.places[place]!;
    this.places[place] = entry;
  }

  private remove(entry: number): void {
    this.unchain(entry);
    this.leaveAge(entry);
    const group = this.byNumber[this.entries[entry * WORDS + GROUP]!]!;
    this.entries[entry * WORDS + OLDER] = this.free;
    this.free = entry;
    group.count--;
    if (group.count > 0) return;
    this.groups.delete(group.name);
    this.numbers.push(group.number);
  }

  private unchain(entry: number): void {
    const { entries, places } = this;
    const place = this.placeOf(entries[entry * WORDS + HASH]!);
    const after = entries[entry * WORDS + CHAINED]!;
    let before = places[place]!;
    if (before === entry) {
      places[place] = after;
      return;
    }
    while (entries[before * WORDS + CHAINED] !== entry) before = entries[before * WORDS + CHAINED]!;
    entries[before * WORDS + CHAINED] = after;
  }

  private leaveAge(entry: number): void {
    const { entries } = this;
    const older = entries[entry * WORDS + OLDER]!;
    const newer = entries[entry * WORDS + NEWER]!;
    if (older === NONE) this.oldest = newer;
    else entries[older * WORDS + NEWER] = newer;
    if (newer === NONE) this.newest = older;
    else entries[newer * WORDS + OLDER] = older;
  }

  /** All entries are in use. */
  private grow(): void {
    const { entries } = this;
    this.entries = new Int32Array(2 * entries.length);
    this.entries.set(entries);
    this.places = new Int32Array(2 * this.places.length).fill(NONE);
    for (let entry = 0; entry * WORDS < entries.length; entry++) this.chain(entry);
  }
}
