import { EVENT_KINDS } from '../../shared/events/eventKinds';
import { mempoolAdded, mempoolRejected, mempoolReplaced } from '../../shared/events/mempool';
import { HEADER, MessageKind } from '../../shared/frames/layout';
import { LimitedMap } from '../../shared/limitedMap';
import type { Capture } from '../capture';
import { Uint32List } from '../index/columns';
import { isMessage } from '../index/eventIndex';
import { lowerBound } from '../index/lowerBound';
import { OTHER_TYPE } from '../index/messageTypeTable';
import { CARRIERS, CauseFinder, ONE_OF_SEVERAL, type Cause, type KnownCause } from './causeFinder';
import { WatchedScan, type LookAtFrame } from './watchedScan';

const EFFECTS: ReadonlySet<number> = new Set(
  EVENT_KINDS.filter(({ provider, hashes }) => provider !== 'net' && hashes).map(
    ({ kind }) => kind,
  ),
);

/** What a message may carry is what these are about. */
const NAMES_TRANSACTION: ReadonlySet<number> = new Set(
  [mempoolAdded, mempoolRejected, mempoolReplaced].map(({ kind }) => kind),
);

/** Kept for an event that nothing is known to have caused, and for one that one of several messages has; no row has them. */
const NONE = 2 ** 32 - 1;
const SEVERAL = 2 ** 32 - 2;
/** Messages that the node came back to, and processes. */
const MOST_KEPT = 20_000;
/** Transactions that are remembered unread, of which nothing came at once: orphans, most of them. */
const MOST_UNREAD = 20_000;
/** What is told of one message that nodes came back to: who sends it to the node by RPC may do so for ever. */
const MOST_LATER = 100;
/** Events after a message that are looked at for what came of it: a block removes thousands of transactions. */
const MOST_LOOKED_AT = 20_000;

/**
 * What caused what a node did, of a whole capture: found while somebody looks at it, by reading back the messages
 * that carry transactions and blocks. A capture without probes of mempool and validation costs nothing; in others it
 * is 8 bytes of memory for each thing that a node did.
 */
export class Causes extends WatchedScan {
  private readonly finder = new CauseFinder();
  /** Rows of what nodes did, and of its causes. */
  private readonly rows = new Uint32List();
  private readonly causes = new Uint32List();
  /** Rows of what nodes came back to later. */
  private readonly indirect = new Uint32List();
  /** The same by the row of the message. */
  private readonly later = new LimitedMap<number, number[]>(MOST_KEPT);
  /** Rows of transactions to nodes that were not read yet, ascending. */
  private readonly unread: number[] = [];
  /** {@link CARRIERS} by message type id. */
  private readonly carried: number[] = [];
  /** The last message that each process got. */
  private readonly handled = new LimitedMap<number, number>(MOST_KEPT);

  /** @param row Of something that a node did. */
  causeOf(row: number): Cause | undefined {
    const cause = this.kept(row);
    if (cause >= SEVERAL || cause < this.capture.index.firstRow) return undefined;
    return { row: cause, direct: this.indirect.at(this.indirect.lowerBound(row)) !== row };
  }

  /** Several messages came earlier that carry it, and to which of them the node came back is not certain. */
  isOneOfSeveral(row: number): boolean {
    return this.kept(row) === SEVERAL;
  }

  private kept(row: number): number {
    const at = this.rows.lowerBound(row);
    return this.rows.at(at) === row ? this.causes.at(at)! : NONE;
  }

  /** What came of a message, or of something that the node did: rows, ascending. */
  effectsOf(row: number): number[] {
    const { rows, causes } = this;
    const found = [...(this.later.get(row) ?? [])];
    const first = rows.lowerBound(row + 1);
    for (let at = first; at < rows.length && at < first + MOST_LOOKED_AT; at++) {
      const effect = rows.at(at)!;
      if (causes.at(at) === row && !found.includes(effect)) found.push(effect);
      else if (this.isOfLater(effect, causes.at(at)!, row)) break;
    }
    return found.sort((a, b) => a - b);
  }

  /** The same process was handling a later message by then: nothing more came of this one at once. */
  private isOfLater(effect: number, cause: number, row: number): boolean {
    const { index } = this.capture;
    if (cause >= SEVERAL || cause <= row || !isMessage(index.kind(cause))) return false;
    return this.pidOf(effect) === this.pidOf(row);
  }

  private pidOf(row: number): number {
    const { index } = this.capture;
    return index.peers[index.peer(row)]!.pid;
  }

  protected dropBefore(row: number): void {
    const at = this.rows.lowerBound(row);
    this.rows.dropBefore(at);
    this.causes.dropBefore(at);
    this.indirect.dropBefore(this.indirect.lowerBound(row));
  }

  protected async scan(from: number, to: number): Promise<void> {
    if (!this.hasEffects) return;
    const { index } = this.capture;
    const wanted: number[] = [];
    /** For what a node did: the message that it was handling. */
    const handling = new Float64Array(to - from).fill(-1);
    let pid = -1;
    let handled = -1;
    for (let row = from; row < to; row++) {
      const kind = index.kind(row);
      const isInbound = kind === (MessageKind.Inbound as number);
      if (!isInbound && !isEffect(kind)) continue;
      const own = this.pidOf(row);
      if (own !== pid) {
        if (handled >= 0) this.handled.set(pid, handled);
        handled = this.handled.get(own) ?? -1;
        pid = own;
      }
      if (isInbound) {
        handled = row;
        const size = this.carriedBytes(row);
        // Blocks are rare; a transaction is read where something may have come of it.
        if (size === Infinity) this.unread.push(row);
        else if (size > 0) wanted.push(row);
      } else {
        // The message may be gone, or wanted for what came of it before.
        const isNew = handled >= index.firstRow && handled !== wanted.at(-1);
        if (isNew && this.carriedBytes(handled) > 0) wanted.push(handled);
        wanted.push(row);
        handling[row - from] = handled;
      }
    }
    if (handled >= 0) this.handled.set(pid, handled);
    await this.readBack(inOrder(wanted), (row, bytes, at, end) =>
      isMessage(index.kind(row))
        ? this.message(row, bytes, at, end)
        : this.effect(row, bytes, at, handling[row - from]!),
    );
    this.unread.splice(0, this.unread.length - MOST_UNREAD);
  }

  /** As much of what carries a transaction or block as tells which. */
  private readBack(rows: readonly number[], look: LookAtFrame): Promise<void> {
    return this.read(rows, look, (row) => this.carriedBytes(row));
  }

  private message(row: number, bytes: Buffer, at: number, end: number): void {
    const { index } = this.capture;
    const payload = bytes.subarray(at + index.payloadOffset(row), end);
    const messageType = index.messageType(row);
    // What was cut short would have another txid.
    if (messageType === 'tx' && payload.length < index.size(row)) return;
    const tid = bytes.readUInt32LE(at + HEADER.tid);
    this.finder.message({ row, pid: this.pidOf(row), tid, messageType, payload });
  }

  private effect(row: number, bytes: Buffer, at: number, handled: number): void | Promise<void> {
    const { index } = this.capture;
    const kind = index.kind(row);
    const tid = bytes.readUInt32LE(at + HEADER.tid);
    const event = { row, kind, pid: this.pidOf(row), tid, bytes, at };
    const cause = this.finder.event(event, handled);
    const earlier = lowerBound(this.unread, row);
    if (cause || earlier === 0 || !NAMES_TRANSACTION.has(kind)) {
      this.keep(row, cause);
      return undefined;
    }
    // It may have come earlier, when nothing came of it.
    return this.readBack(this.unread.splice(0, earlier), (...each) => this.message(...each)).then(
      () => this.keep(row, this.finder.event(event, handled)),
    );
  }

  private keep(row: number, cause: KnownCause): void {
    this.rows.push(row);
    if (cause === ONE_OF_SEVERAL) {
      this.causes.push(SEVERAL);
      return;
    }
    this.causes.push(cause?.row ?? NONE);
    if (cause && !cause.direct) this.addLater(cause.row, row);
  }

  /** How much of a message tells what it carries; 0: it carries nothing. */
  private carriedBytes(row: number): number {
    const { index } = this.capture;
    const id = index.messageTypeId(row);
    // A peer may make up types without end, none of which is one of these.
    if (id === OTHER_TYPE) return 0;
    return (this.carried[id] ??= CARRIERS.get(index.messageType(row)) ?? 0);
  }

  private addLater(cause: number, effect: number): void {
    this.indirect.push(effect);
    const known = this.later.get(cause) ?? [];
    if (known.length < MOST_LATER) known.push(effect);
    this.later.set(cause, known);
  }

  /** Some of what nodes do is traced. */
  private get hasEffects(): boolean {
    const named = this.capture.hello?.tracepoints ?? [];
    return named.some((name) => /^(mempool|validation):/.test(name));
  }
}

/** Ascending, each once: nearly all are. */
function inOrder(rows: number[]): number[] {
  let isInOrder = true;
  for (let i = 1; i < rows.length && isInOrder; i++) isInOrder = rows[i - 1]! < rows[i]!;
  return isInOrder ? rows : [...new Set(rows)].sort((a, b) => a - b);
}

/** Something that a node did, of which there may be a cause. */
function isEffect(kind: number): boolean {
  return EFFECTS.has(kind);
}

const ofCaptures = new WeakMap<Capture, Causes>();

/** The causes of a capture, for all who look at it and `watch` them; they live as long as it does. */
export function causesOfCapture(capture: Capture, isLive: () => boolean): Causes {
  let causes = ofCaptures.get(capture);
  if (!causes) ofCaptures.set(capture, (causes = new Causes(capture, isLive, 0)));
  return causes;
}
