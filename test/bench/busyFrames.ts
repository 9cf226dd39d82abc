import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { hash256 } from '../../src/bitcoin/hash';
import { HEADER_BYTES } from '../../src/bitcoin/sizes';
import { reversedHex } from '../../src/bitcoin/text/hex';
import { transactionIds } from '../../src/bitcoin/transactionIds';
import { decodeEvent, type ProbeEvent } from '../../src/shared/events/event';
import { eventKind } from '../../src/shared/events/eventKinds';
import { readHeader, readI64 } from '../../src/shared/frames/header';
import { HEADER } from '../../src/shared/frames/layout';
import { added, blockConnected, rejected, removed } from '../unit/support/effects';
import { connection, EventKind, type HeaderFields } from '../unit/support/frames';

/** Of the transactions that come, one in so many is refused. */
const REFUSED = 20;
/** Satoshi: more than anybody wants. */
const FEE = 10_000_000;
/** Between two rounds: peers have other numbers, and time has passed, nanoseconds. */
const PEERS = 1000;
const PAUSE_NS = 1e9;

interface Effect {
  /** After which event it happens. */
  after: number;
  frame: (fields: HeaderFields) => Buffer;
}

/** What the demo's busy node says and hears, as frames of events. */
function busyEvents(): Buffer[] {
  const bytes = gunzipSync(readFileSync(resolve('native/demo-node/busy.p2ptrace.gz')));
  const events: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32LE(at + HEADER.length)) {
    const frame = bytes.subarray(at, at + bytes.readUInt32LE(at + HEADER.length));
    if (eventKind(frame.readUInt16LE(HEADER.kind))) events.push(frame);
  }
  return events;
}

/** What the node does with it: each transaction that comes is accepted or refused, and blocks take those that were. */
function effectsOf(events: readonly Buffer[]): Effect[] {
  const effects: Effect[] = [];
  const waiting = new Set<string>();
  for (const [after, frame] of events.entries()) {
    const event = decodeEvent(frame) as ProbeEvent;
    if (event.kind !== 'message' || event.direction === 'outbound') continue;
    if (event.messageType === 'tx') {
      const ids = transactionIds(event.payload);
      if (!ids) continue;
      const txid = reversedHex(ids.txid);
      const isRefused = effects.length % REFUSED === 0 || waiting.has(txid);
      if (!isRefused) waiting.add(txid);
      effects.push({
        after,
        frame: isRefused
          ? (fields) => rejected('insufficient fee', { ...fields, txid })
          : (fields) => added({ ...fields, txid, fee: FEE, vsize: event.payload.length }),
      });
    } else if (event.messageType === 'cmpctblock') {
      const hash = reversedHex(hash256(event.payload.subarray(0, HEADER_BYTES)));
      effects.push({ after, frame: (fields) => blockConnected({ ...fields, hash }) });
      for (const txid of waiting)
        effects.push({ after, frame: (fields) => removed('block', { ...fields, txid }) });
      waiting.clear();
    }
  }
  return effects;
}

/**
 * A busy node for as long as is wanted: a session of 5 minutes again and again, each time with new peers, and with what
 * the node did with transactions and blocks.
 */
export function* busyFrames(count: number): Generator<Buffer, void> {
  const events = busyEvents();
  const effects = effectsOf(events);
  const first = readHeader(events[0]!).timeNs;
  const span = readHeader(events.at(-1)!).timeNs - first + PAUSE_NS;
  let sequence = 0;
  for (let round = 0; ; round++) {
    let next = 0;
    /** Peers whose connections are open. */
    const open = new Set<number>();
    for (const [place, event] of events.entries()) {
      const frame = Buffer.from(event);
      const { timeNs, pid, kindNumber } = readHeader(frame);
      const fields = { pid, timeNs: timeNs + round * span };
      frame.writeBigUInt64LE(BigInt(++sequence), HEADER.sequence);
      frame.writeBigUInt64LE(BigInt(fields.timeNs), HEADER.timeNs);
      const { peer: slots, connection: what } = eventKind(kindNumber)!;
      if (slots) {
        const peer = readI64(frame, slots.peer) + round * PEERS;
        frame.writeBigInt64LE(BigInt(peer), slots.peer);
        if (what === 'closes') open.delete(peer);
        else open.add(peer);
      }
      yield frame;
      if (sequence === count) return;
      for (; effects[next]?.after === place; next++) {
        const effect = effects[next]!.frame({ ...fields, sequence: ++sequence });
        // The thread that was at the message.
        frame.copy(effect, HEADER.tid, HEADER.tid, HEADER.tid + 4);
        yield effect;
        if (sequence === count) return;
      }
    }
    for (const peer of open) {
      const timeNs = first + (round + 1) * span - PAUSE_NS / 2;
      const fields = { peer, timeNs, sequence: ++sequence, pid: readHeader(events[0]!).pid };
      yield connection(EventKind.ClosedConnection, fields);
      if (sequence === count) return;
    }
  }
}
