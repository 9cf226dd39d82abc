import { randomInt } from 'node:crypto';

/** Bytes of a key, at most: those of a hash. */
const KEY = 32;
const WORDS = KEY / 4;
/** Requests that there is room for at first; it doubles. */
const FIRST = 1024;
const NONE = -1;

/** Nobody knows it before, or keys could be chosen that are all found in one place. */
const SEEDS = Int32Array.from({ length: WORDS + 1 }, () => randomInt(2 ** 31) * 2 + 1);

/** The requests of one side of a connection in an exchange that wait for an answer. */
interface Group {
  readonly name: string;
  /** A number that it is told apart by. */
  readonly id: number;
  /** How many there are. */
  count: number;
}

/**
 * Requests that wait for an answer, by what the answer will name: the oldest of too many are forgotten. There may be
 * thousands a second, so they stand in arrays of numbers: a map of strings takes ten times the time, and the memory.
 */
export class WaitingRequests {
  private readonly groups = new Map<string, Group>();
  private nextId = 0;
  /** Entries that are in use, or were. */
  private used = 0;
  /** An entry that is free; it names the next as the one that is older. */
  private free = NONE;
  private oldest = NONE;
  private newest = NONE;

  // Of each entry. Those of one place are chained.
  private rows = new Float64Array(FIRST);
  private keys = new Int32Array(FIRST * WORDS);
  private owners: (Group | undefined)[] = [];
  private chained = new Int32Array(FIRST);
  private older = new Int32Array(FIRST);
  private newer = new Int32Array(FIRST);
  /** The first entry of each place: a power of two, and as many as entries. */
  private places = new Int32Array(FIRST).fill(NONE);

  /** The key that is looked for. */
  private readonly key = new Int32Array(WORDS);
  private readonly keyBytes = new Uint8Array(this.key.buffer);

  /** @param most Requests that are remembered. */
  constructor(private readonly most: number) {}

  /** Whether any of a group waits. */
  waits(group: string): boolean {
    return this.groups.has(group);
  }

  /** A request waits from now on; it takes the place of one with the same key. @param bytes With its key at [start, end). */
  ask(name: string, row: number, bytes: Uint8Array, start: number, end: number): void {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = { name, id: this.nextId++, count: 0 }));
    const hash = this.read(group, bytes, start, end);
    let entry = this.find(group, hash);
    if (entry === NONE) entry = this.add(group, hash);
    else this.leaveAge(entry);
    this.rows[entry] = row;
    this.older[entry] = this.newest;
    this.newer[entry] = NONE;
    if (this.newest === NONE) this.oldest = entry;
    else this.newer[this.newest] = entry;
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
    const hash = this.read(group, bytes, start, end);
    const entry = this.find(group, hash);
    if (entry === NONE) return undefined;
    const row = this.rows[entry]!;
    if (isOver(row)) this.remove(entry);
    return row;
  }

  /** Makes it the key that is looked for. @returns Its hash. */
  private read({ id }: Group, bytes: Uint8Array, start: number, end: number): number {
    const { key, keyBytes } = this;
    const length = Math.min(KEY, end - start);
    for (let i = 0; i < length; i++) keyBytes[i] = bytes[start + i]!;
    // Within an exchange all are of one length.
    for (let i = length; i < KEY; i++) keyBytes[i] = 0;
    return this.hashOf(id, key, 0);
  }

  private hashOf(id: number, keys: Int32Array, at: number): number {
    let hash = Math.imul(id ^ SEEDS[WORDS]!, SEEDS[0]!);
    for (let i = 0; i < WORDS; i++) {
      hash = Math.imul(hash ^ keys[at + i]!, SEEDS[i]!);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  private placeOf(hash: number): number {
    return hash & (this.places.length - 1);
  }

  private find(group: Group, hash: number): number {
    let entry = this.places[this.placeOf(hash)]!;
    while (entry !== NONE && !this.isOf(entry, group)) entry = this.chained[entry]!;
    return entry;
  }

  private isOf(entry: number, group: Group): boolean {
    if (this.owners[entry] !== group) return false;
    const at = entry * WORDS;
    for (let i = 0; i < WORDS; i++) if (this.keys[at + i] !== this.key[i]) return false;
    return true;
  }

  /** @returns An entry with the key that was looked for; it has no age. */
  private add(group: Group, hash: number): number {
    group.count++;
    if (this.free === NONE && this.used === this.most) this.remove(this.oldest);
    let entry = this.free;
    if (entry !== NONE) this.free = this.older[entry]!;
    else if (this.used === this.rows.length) this.grow();
    if (entry === NONE) entry = this.used++;
    this.owners[entry] = group;
    this.keys.set(this.key, entry * WORDS);
    this.chain(entry, hash);
    return entry;
  }

  private chain(entry: number, hash: number): void {
    const place = this.placeOf(hash);
    this.chained[entry] = this.places[place]!;
    this.places[place] = entry;
  }

  private remove(entry: number): void {
    const group = this.owners[entry]!;
    this.unchain(entry, this.hashOf(group.id, this.keys, entry * WORDS));
    this.leaveAge(entry);
    this.owners[entry] = undefined;
    this.older[entry] = this.free;
    this.free = entry;
    group.count--;
    if (group.count === 0) this.groups.delete(group.name);
  }

  private unchain(entry: number, hash: number): void {
    const place = this.placeOf(hash);
    const after = this.chained[entry]!;
    let before = this.places[place]!;
    if (before === entry) {
      this.places[place] = after;
      return;
    }
    while (this.chained[before] !== entry) before = this.chained[before]!;
    this.chained[before] = after;
  }

  private leaveAge(entry: number): void {
    const older = this.older[entry]!;
    const newer = this.newer[entry]!;
    if (older === NONE) this.oldest = newer;
    else this.newer[older] = newer;
    if (newer === NONE) this.newest = older;
    else this.older[newer] = older;
  }

  /** All entries are in use. */
  private grow(): void {
    const room = 2 * this.rows.length;
    this.rows = larger(this.rows, new Float64Array(room));
    this.keys = larger(this.keys, new Int32Array(room * WORDS));
    this.chained = new Int32Array(room);
    this.older = larger(this.older, new Int32Array(room));
    this.newer = larger(this.newer, new Int32Array(room));
    this.places = new Int32Array(room).fill(NONE);
    for (let entry = 0; entry < this.used; entry++)
      this.chain(entry, this.hashOf(this.owners[entry]!.id, this.keys, entry * WORDS));
  }
}

function larger<T extends Float64Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
