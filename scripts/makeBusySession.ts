/**
 * Turns a capture of a busy node into the session that the demo node plays round and round:
 * `npx tsx scripts/makeBusySession.ts CAPTURE BEGIN END native/demo-node/busy.p2ptrace.gz`.
 * BEGIN and END, times of CLOCK_MONOTONIC in nanoseconds, bound the part that is repeated. The capture
 * begins before its peers connect and goes on until those who came within the part have left.
 *
 * Nothing is added to what was recorded, and nothing is left out of it but connections that neither last
 * through the part nor come in it, and of the rest what comes after the part: there only those who came in it
 * are heard, until they leave. Peers are numbered anew without gaps, those that last first
 * (native/demo-node/session.h).
 */
import { readFileSync } from 'node:fs';
import { HEADER } from '../src/shared/frames/layout';
import { EVENT_KINDS, tracepointName } from '../src/shared/events/eventKinds';
import { MESSAGE } from '../src/shared/events/messages';
import { EventKind } from '../test/unit/support/eventKind';
import { forEachFrame } from '../test/unit/support/forEachFrame';
import { BEGIN_NS, sessionHello, writeSession } from './demoSession';

/** SESSION_ROUND_BEGINS and SESSION_ROUND_ENDS of native/demo-node/session.h. */
const [ROUND_BEGINS, ROUND_ENDS] = [200, 201];

/** A bound moves by so much at most, and in such steps, to where no ping is under way. */
const MOST_MOVED_NS = 1_500_000_000n;
const STEP_NS = 5_000_000n;

/** Kinds of events of the node itself. */
const NODES = new Set([
  EventKind.MempoolAdded,
  EventKind.MempoolRemoved,
  EventKind.MempoolReplaced,
  EventKind.MempoolRejected,
  EventKind.BlockConnected,
]);
const OPENING = new Set([EventKind.InboundConnection, EventKind.OutboundConnection]);
const PLAYED = new Set([
  ...NODES,
  ...OPENING,
  EventKind.InboundMessage,
  EventKind.OutboundMessage,
  EventKind.ClosedConnection,
  EventKind.EvictedInboundConnection,
  EventKind.MisbehavingConnection,
]);

const kindOf = (frame: Buffer): number => frame.readUInt16LE(HEADER.kind);
const timeOf = (frame: Buffer): bigint => frame.readBigUInt64LE(HEADER.timeNs);
/** The first field of every event but those of the node itself. */
const peerOf = (frame: Buffer): bigint => frame.readBigInt64LE(HEADER.size);

interface Connection {
  opened: bigint;
  closed: bigint | undefined;
}

function connectionsOf(frames: readonly Buffer[]): Map<bigint, Connection> {
  const connections = new Map<bigint, Connection>();
  for (const frame of frames) {
    const kind = kindOf(frame);
    if (OPENING.has(kind))
      connections.set(peerOf(frame), { opened: timeOf(frame), closed: undefined });
    const known = kind === EventKind.ClosedConnection && connections.get(peerOf(frame));
    if (known) known.closed = timeOf(frame);
  }
  return connections;
}

/** From each ping to its pong. */
function pingsOf(frames: readonly Buffer[]): [begin: bigint, end: bigint][] {
  const asked = new Map<string, bigint>();
  const pings: [bigint, bigint][] = [];
  for (const frame of frames) {
    const kind = kindOf(frame);
    if (kind !== EventKind.InboundMessage && kind !== EventKind.OutboundMessage) continue;
    const type = frame.toString('latin1', MESSAGE.messageType, MESSAGE.messageType + 5);
    if (type !== 'ping\0' && type !== 'pong\0') continue;
    const at = frame.readUInt32LE(MESSAGE.payloadOffset);
    const isAsked = type === 'ping\0';
    const byPeer = (kind === EventKind.InboundMessage) === isAsked;
    const name = `${peerOf(frame)} ${byPeer} ${frame.toString('hex', at, at + 8)}`;
    const begin = asked.get(name);
    if (isAsked) asked.set(name, timeOf(frame));
    else if (begin !== undefined) pings.push([begin, timeOf(frame)]);
  }
  return pings;
}

/** A time near to one at which no ping is under way: its pong would come in one round and be missing in another. */
function moved(time: bigint, pings: readonly [bigint, bigint][]): bigint {
  for (let by = 0n; by <= MOST_MOVED_NS; by += STEP_NS)
    for (const candidate of [time - by, time + by])
      if (!pings.some(([begin, end]) => begin < candidate && candidate <= end)) return candidate;
  throw new Error('a ping is always under way');
}

function mark(kind: number, time: bigint): Buffer {
  const frame = Buffer.alloc(HEADER.size);
  frame.writeUInt32LE(frame.length, HEADER.length);
  frame.writeUInt16LE(kind, HEADER.kind);
  frame.writeBigUInt64LE(time, HEADER.timeNs);
  return frame;
}

const [path, beginText, endText, output] = process.argv.slice(2);
if (output === undefined) {
  console.error('usage: makeBusySession.ts CAPTURE BEGIN END OUTPUT.p2ptrace.gz');
  process.exit(2);
}
const capture = readFileSync(path!);
const recorded: Buffer[] = [];
forEachFrame(capture, (frame) => {
  if (PLAYED.has(kindOf(frame))) recorded.push(frame);
});
const pings = pingsOf(recorded);
const [begin, end] = [moved(BigInt(beginText!), pings), moved(BigInt(endText!), pings)];

const connections = [...connectionsOf(recorded)].sort(([, a], [, b]) =>
  Number(a.opened - b.opened),
);
const lasting = connections.filter(
  ([, { opened, closed }]) => opened < begin && (closed === undefined || closed >= end),
);
const visitors = connections.filter(
  ([, { opened, closed }]) => opened >= begin && opened < end && closed !== undefined,
);
const numbers = new Map([...lasting, ...visitors].map(([peer], i) => [peer, BigInt(i)]));
const isVisitor = (number: bigint): boolean => number >= lasting.length;

const threads = new Map<number, number>();
const shift = BEGIN_NS - timeOf(recorded[0]!);
const session: { time: bigint; frame: Buffer }[] = [];
for (const each of recorded) {
  const time = timeOf(each);
  const number = NODES.has(kindOf(each)) ? undefined : numbers.get(peerOf(each));
  if (number === undefined && !NODES.has(kindOf(each))) continue;
  if (time >= end && (number === undefined || !isVisitor(number))) continue;
  const frame = Buffer.from(each);
  const thread = frame.readUInt32LE(HEADER.tid);
  if (!threads.has(thread)) threads.set(thread, threads.size + 1);
  frame.writeBigUInt64LE(BigInt(session.length + 1), HEADER.sequence);
  frame.writeBigUInt64LE(time + shift, HEADER.timeNs);
  frame.writeUInt32LE(1, HEADER.pid);
  frame.writeUInt32LE(threads.get(thread)!, HEADER.tid);
  frame.writeUInt32LE(0, HEADER.lostRingFull);
  if (number !== undefined) frame.writeBigInt64LE(number, HEADER.size);
  session.push({ time, frame });
}
const between = (from: bigint, to?: bigint): Buffer[] =>
  session
    .filter(({ time }) => time >= from && (to === undefined || time < to))
    .map(({ frame }) => frame);
// A hello has both clocks at one moment (src/shared/frames/hello.ts).
const [wall, monotonic] = [capture.readBigUInt64LE(48), capture.readBigUInt64LE(56)];
writeSession(output, [
  sessionHello(
    wall + timeOf(recorded[0]!) - monotonic,
    EVENT_KINDS.filter(({ kind }) => PLAYED.has(kind)).map(tracepointName),
  ),
  ...between(0n, begin),
  mark(ROUND_BEGINS, begin + shift),
  ...between(begin, end),
  mark(ROUND_ENDS, end + shift),
  ...between(end),
]);
const leftOut = connections.filter(
  ([peer, { opened }]) => opened < end && !numbers.has(peer),
).length;
console.log(
  `${lasting.length} peers that last, ${visitors.length} visitors, ${leftOut} left out; ${session.length} events`,
);
