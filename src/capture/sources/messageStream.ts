import { MAX_PAYLOAD } from '../../shared/frames/layout';
import type { Room } from '../pcap/room';
import type { Moment } from '../pcap/tcpSegment';
import { Gather } from './gather';
import type { Magic, Magics } from './magics';
import {
  hasChecksum,
  isPlausible,
  isPossible,
  isVersion,
  mayBeVersion,
  payloadSize,
  typeOf,
  WIRE,
} from './wireHeader';

/** What one end of a connection says, as messages. */
export interface MessageListener {
  /** The bytes are messages of this network, from the next call on, of which the first is a `version` or not. */
  recognised(magic: Magic, isVersion: boolean, moment: Moment): void;
  /** Where it begins, it is no message of Bitcoin's first transport. */
  refused(moment: Moment): void;
  /** @param size Of the payload; more than there is of it where the capture has cut packets. */
  message(type: Buffer, payload: Buffer, size: number, moment: Moment): void;
  /** A message is missing, or several: nobody knows how many. */
  lost(moment: Moment): void;
  /** Bytes were left out that are no message, or whose checksum is wrong. */
  damaged(bytes: number, moment: Moment): void;
}

/**
 * `start`: nothing has been decided. `search`: a header is looked for. `read`: the next byte that is not of the
 * message at hand begins another. `deaf`: it does not matter what is said.
 */
type Mode = 'start' | 'search' | 'read' | 'deaf';

/** A message of which not all was captured. Where packets were cut, what comes before that is gathered. */
interface Broken {
  isCut: boolean;
  /** Of the payload, bytes. */
  size: number;
  /** Bytes of it that are still to come. */
  rest: number;
}

/** Within so many bytes a message begins, twice over. */
const SEARCHED = 2 * (MAX_PAYLOAD + WIRE.payload);
/** Bytes that may be hashed for nothing while a header is looked for, beyond a multiple of what was sent. */
const WASTED = { least: 64e6, factor: 4 } as const;

/** Reads messages of Bitcoin's first transport protocol from what one end of a connection sent. */
export class MessageStream {
  private mode: Mode;
  private magic: Magic | undefined;
  private readonly gather: Gather;
  private broken: Broken | undefined;
  /** Something is missing of which nobody was told. */
  private isLost = false;
  /** Bytes that were passed over while a header was looked for, and nothing was missing. */
  private strayed = 0;
  private searched = 0;
  private received = 0;
  private wasted = 0;

  /** @param isStart The first byte of the connection comes first. */
  constructor(
    private readonly listener: MessageListener,
    private readonly magics: Magics,
    room: Room,
    isStart: boolean,
  ) {
    this.gather = new Gather(room);
    this.mode = isStart ? 'start' : 'search';
  }

  /** The other end's messages are of this network. */
  expect(magic: Magic): void {
    this.magic = magic;
    if (this.mode === 'deaf') this.mode = 'search';
  }

  /** Nothing that is said matters any more. */
  ignore(): void {
    this.mode = 'deaf';
    this.gather.clear();
    this.broken = undefined;
  }

  /** What may still become a message, bytes. */
  get pending(): number {
    const { broken, gather } = this;
    if (broken) return broken.size - broken.rest;
    return this.mode === 'read' ? gather.length : 0;
  }

  bytes(bytes: Buffer, moment: Moment): void {
    if (this.mode === 'deaf') return;
    this.received += bytes.length;
    const at = this.broken ? this.pass(bytes.length, moment) : 0;
    if (at === bytes.length) return;
    const rest = at === 0 ? bytes : bytes.subarray(at);
    if (this.gather.length === 0) {
      const used = this.consume(rest, moment);
      if (used < rest.length && !this.isDeaf) this.keep(rest.subarray(used), moment);
      return;
    }
    if (!this.keep(rest, moment)) return;
    const used = this.consume(this.gather.bytes, moment);
    if (this.isDeaf) this.gather.clear();
    else this.gather.drop(used);
  }

  gap(missing: number, cut: boolean, moment: Moment): void {
    if (this.mode === 'deaf') return;
    if (this.broken) {
      this.broken.isCut &&= cut;
      this.passGap(missing, moment);
      return;
    }
    const { bytes } = this.gather;
    // The end of a message whose header is there is known.
    const isCut = cut && this.mode === 'search' && this.isBegun(bytes);
    const isKnown = bytes.length >= WIRE.payload && (this.mode === 'read' || isCut);
    if (!isKnown) {
      // What is searched through may have begun amid a message.
      if (this.mode !== 'search') this.isLost = true;
      this.lose();
      return;
    }
    if (isCut) this.found(bytes, moment);
    const size = payloadSize(bytes, 0);
    this.broken = { isCut: cut, size, rest: WIRE.payload + size - bytes.length };
    this.passGap(missing, moment);
  }

  /** Nothing more comes. */
  end(moment: Moment): void {
    if (this.strayed > 0) this.listener.damaged(this.strayed, moment);
    if (this.isLost) this.listener.lost(moment);
    this.ignore();
  }

  private get isDeaf(): boolean {
    return this.mode === 'deaf';
  }

  /** Whether a header stands here that a capture with cut packets has no checksum for. */
  private isBegun(bytes: Buffer): boolean {
    if (bytes.length < WIRE.payload || !isPlausible(bytes, 0)) return false;
    return this.isMagic(bytes.readUInt32LE(0));
  }

  private isMagic(number: number): boolean {
    const magic = this.magics.of(number);
    return magic !== undefined && (this.magic === undefined || this.magic === magic);
  }

  private passGap(missing: number, moment: Moment): void {
    if (this.pass(missing, moment) === missing) return;
    this.isLost = true;
    this.lose();
  }

  /** Goes over what belongs to a message that is not whole. @returns Bytes that do. */
  private pass(count: number, moment: Moment): number {
    const broken = this.broken!;
    const passed = Math.min(count, broken.rest);
    broken.rest -= passed;
    if (!broken.isCut) this.gather.clear();
    if (broken.rest > 0) return passed;
    this.broken = undefined;
    if (broken.isCut) {
      const { bytes } = this.gather;
      const payload = bytes.subarray(WIRE.payload);
      this.listener.message(typeOf(bytes, 0), payload, broken.size, moment);
      this.gather.clear();
    } else this.listener.lost(moment);
    return passed;
  }

  /** What comes next may stand anywhere in a message. */
  private lose(): void {
    this.gather.clear();
    this.mode = 'search';
    this.searched = 0;
  }

  /** Keeps what is not whole. @returns false where there is no room for it. */
  private keep(bytes: Buffer, moment: Moment): boolean {
    if (this.gather.append(bytes)) return true;
    const held = this.gather.bytes;
    if (this.mode === 'read' && held.length >= WIRE.payload) {
      const size = payloadSize(held, 0);
      this.broken = { isCut: false, size, rest: WIRE.payload + size - held.length };
      const passed = this.pass(bytes.length, moment);
      if (passed < bytes.length) this.bytes(bytes.subarray(passed), moment);
      return false;
    }
    if (this.mode === 'read') this.isLost = true;
    this.lose();
    return false;
  }

  /** @returns How much of the bytes is done with. */
  private consume(bytes: Buffer, moment: Moment): number {
    let at = 0;
    for (;;) {
      const { mode } = this;
      if (mode === 'deaf') return bytes.length;
      let next: number | undefined;
      if (mode === 'read') next = this.readAt(bytes, at, moment);
      else if (mode === 'search') {
        at = this.headerAfter(bytes, at, moment);
        next = this.tryAt(bytes, at, moment);
      } else next = this.decideAt(bytes, at, moment);
      if (next === undefined) return at;
      at = next;
    }
  }

  /** @returns Where to go on, or undefined where more is needed for that. */
  private readAt(bytes: Buffer, at: number, moment: Moment): number | undefined {
    if (at + WIRE.payload > bytes.length) return undefined;
    if (bytes.readUInt32LE(at) !== this.magic!.bytes.readUInt32LE(0) || !isPossible(bytes, at)) {
      // A node would close the connection.
      this.strayed = 1;
      this.lose();
      return at + 1;
    }
    const size = payloadSize(bytes, at);
    const end = at + WIRE.payload + size;
    if (end > bytes.length) return undefined;
    const payload = bytes.subarray(at + WIRE.payload, end);
    if (hasChecksum(bytes, at, payload))
      this.listener.message(typeOf(bytes, at), payload, size, moment);
    else this.listener.damaged(end - at, moment);
    return end;
  }

  /** Reads the message at a place where a header may be. @returns As {@link readAt}. */
  private tryAt(bytes: Buffer, at: number, moment: Moment): number | undefined {
    if (at + WIRE.payload > bytes.length) return undefined;
    if (!isPlausible(bytes, at)) return this.stray(at);
    const end = at + WIRE.payload + payloadSize(bytes, at);
    if (end > bytes.length) return undefined;
    const payload = bytes.subarray(at + WIRE.payload, end);
    if (hasChecksum(bytes, at, payload)) {
      this.found(bytes.subarray(at), moment);
      return at;
    }
    this.wasted += end - at;
    // Headers could be made that claim each other’s bytes.
    if (this.wasted > WASTED.least + WASTED.factor * this.received) this.refuse(moment);
    return this.stray(at);
  }

  private stray(at: number): number {
    this.searched++;
    if (this.strayed > 0) this.strayed++;
    return at + 1;
  }

  /** A message begins here. */
  private found(bytes: Buffer, moment: Moment): void {
    this.mode = 'read';
    this.searched = 0;
    const magic = this.magics.of(bytes.readUInt32LE(0))!;
    if (this.magic !== magic) this.recognise(magic, bytes, moment);
    if (this.strayed > 0) this.listener.damaged(this.strayed, moment);
    if (this.isLost) this.listener.lost(moment);
    this.strayed = 0;
    this.isLost = false;
  }

  /** @returns The first place from `at` on where a header may begin. */
  private headerAfter(bytes: Buffer, at: number, moment: Moment): number {
    const isHere = at + WIRE.type <= bytes.length && this.isMagic(bytes.readUInt32LE(at));
    if (isHere) return at;
    let first = Math.max(at, bytes.length - WIRE.type + 1);
    const rest = at === 0 ? bytes : bytes.subarray(at);
    for (const magic of this.magic ? [this.magic] : this.magics.all) {
      const found = rest.indexOf(magic.bytes);
      if (found >= 0) first = Math.min(first, at + found);
    }
    this.searched += first - at;
    if (this.strayed > 0) this.strayed += first - at;
    if (!this.magic && this.searched > SEARCHED) this.refuse(moment);
    return first;
  }

  /** The first bytes of a connection. @returns As {@link readAt}. */
  private decideAt(bytes: Buffer, at: number, moment: Moment): number | undefined {
    const start = bytes.subarray(at);
    const magic = start.length < WIRE.type ? undefined : this.magics.of(start.readUInt32LE(0));
    const isShort = start.length < WIRE.payload;
    if (magic && isShort) return undefined;
    if (magic && isPlausible(start, 0)) {
      this.mode = 'read';
      this.recognise(magic, start, moment);
      return at;
    }
    if (isShort && mayBeVersion(start)) return undefined;
    if (isShort || !isVersion(start, 0)) {
      this.refuse(moment);
      return undefined;
    }
    const end = WIRE.payload + payloadSize(start, 0);
    if (end > start.length) return undefined;
    const isRight = hasChecksum(start, 0, start.subarray(WIRE.payload, end));
    const learnt = isRight ? this.magics.learn(start.subarray(0, WIRE.type)) : undefined;
    if (!learnt) {
      this.refuse(moment);
      return undefined;
    }
    this.mode = 'read';
    this.recognise(learnt, start, moment);
    return at;
  }

  private recognise(magic: Magic, bytes: Buffer, moment: Moment): void {
    this.magic = magic;
    this.listener.recognised(magic, isVersion(bytes, 0), moment);
  }

  private refuse(moment: Moment): void {
    this.mode = 'deaf';
    this.listener.refused(moment);
  }
}
