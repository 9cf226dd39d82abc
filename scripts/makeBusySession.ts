/**
 * Turns a capture of a busy node into the session that the demo node plays round and round:
 * `npx tsx scripts/makeBusySession.ts CAPTURE BEGIN END native/demo-node/busy.p2ptrace.gz`.
 * BEGIN and END, times of CLOCK_MONOTONIC in nanoseconds, bound the part that is repeated. The capture
 * begins before its peers connect and goes on until those who came within the part have left.
 *
 * Nothing is added to what was recorded. Connections are whole: those that last through the part keep
 * their beginning (drawn together, so that it takes seconds instead of half a minute, each at its own
 * pace) and what they said in the part; those that came in it keep everything; others are left out.
 * Peers are numbered anew without gaps, those that last first (native/demo-node/session.h).
 */
import { readFileSync } from 'node:fs';
import { HEADER } from '../src/shared/frames/layout';
import { MESSAGE } from '../src/shared/events/messages';
import { EventKind } from '../test/unit/support/eventKind';
import { forEachFrame } from '../test/unit/support/forEachFrame';
import { BEGIN_NS, sessionHello, writeSession } from './demoSession';

/** SESSION_ROUND_BEGINS and SESSION_ROUND_ENDS of native/demo-node/session.h. */
const [ROUND_BEGINS, ROUND_ENDS] = [200, 201];

/** All peers that last arrive within this time, and each is heard for this long at least. */
const ARRIVAL_NS = 1_200_000_000n;
const BEGINNING_NS = 4_000_000_000n;
/** How long a peer is heard after its handshake. */
const AFTER_HANDSHAKE_NS = 1_500_000_000n;

const PLAYED = new Set([
  EventKind.InboundMessage,
  EventKind.OutboundMessage,
  EventKind.InboundConnection,
  EventKind.OutboundConnection,
  EventKind.ClosedConnection,
  EventKind.EvictedInboundConnection,
  EventKind.MisbehavingConnection,
]);

const kindOf = (frame: Buffer): number => frame.readUInt16LE(HEADER.kind);
const timeOf = (frame: Buffer): bigint => frame.readBigUInt64LE(HEADER.timeNs);

interface Peer {
  frames: Buffer[];
  /** The connection's first event. */
  since: bigint;
  opened: boolean;
  /** Of the last event of a connection that was closed. */
  until: bigint | undefined;
  /** When the beginning of one that lasts is over. */
  beginningEnds: bigint;
}

function isVerack(frame: Buffer): boolean {
  if (kindOf(frame) !== EventKind.InboundMessage) return false;
  return frame.toString('latin1', MESSAGE.messageType, MESSAGE.messageType + 7) === 'verack\0';
}

function readPeers(capture: Buffer): Map<bigint, Peer> {
  const peers = new Map<bigint, Peer>();
  forEachFrame(capture, (frame) => {
    if (!PLAYED.has(kindOf(frame))) return;
    const id = frame.readBigInt64LE(HEADER.size);
    const time = timeOf(frame);
    const unknown = { since: time, opened: false, until: undefined };
    const peer = peers.get(id) ?? { ...unknown, frames: [], beginningEnds: time + BEGINNING_NS };
    peers.set(id, peer);
    peer.frames.push(frame);
    const kind = kindOf(frame);
    if (kind === EventKind.InboundConnection || kind === EventKind.OutboundConnection)
      peer.opened = true;
    if (kind === EventKind.ClosedConnection) peer.until = time;
    const heard = time + AFTER_HANDSHAKE_NS;
    if (isVerack(frame) && heard > peer.beginningEnds) peer.beginningEnds = heard;
  });
  return peers;
}

/** @param time Since {@link BEGIN_NS}. */
function rewritten(frame: Buffer, time: bigint, peer: number): Buffer {
  const copy = Buffer.from(frame);
  copy.writeBigUInt64LE(BEGIN_NS + time, HEADER.timeNs);
  copy.writeUInt32LE(1, HEADER.pid);
  copy.writeUInt32LE(kindOf(frame) === EventKind.InboundMessage ? 1 : 2, HEADER.tid);
  copy.writeUInt32LE(0, HEADER.lostRingFull);
  copy.writeBigInt64LE(BigInt(peer), HEADER.size);
  return copy;
}

function mark(kind: number, time: bigint): Buffer {
  const frame = Buffer.alloc(HEADER.size);
  frame.writeUInt32LE(frame.length, HEADER.length);
  frame.writeUInt16LE(kind, HEADER.kind);
  frame.writeBigUInt64LE(BEGIN_NS + time, HEADER.timeNs);
  return frame;
}

const [path, beginText, endText, output] = process.argv.slice(2);
if (output === undefined) {
  console.error('usage: makeBusySession.ts CAPTURE BEGIN END OUTPUT.p2ptrace.gz');
  process.exit(2);
}
const [begin, end] = [BigInt(beginText!), BigInt(endText!)];
const capture = readFileSync(path!);
const peers = [...readPeers(capture).values()]
  .filter(({ opened }) => opened)
  .sort((a, b) => Number(a.since - b.since));
const lasting = peers.filter(({ since, until }) => since < begin && until === undefined);
const visitors = peers.filter(
  ({ since, until }) => since >= begin && since < end && until !== undefined,
);

/** When each of those that last arrives, and when the round begins, since the session's first event. */
const arrival = (rank: number): bigint => (ARRIVAL_NS * BigInt(rank)) / BigInt(lasting.length);
const roundBegins = lasting.reduce((latest, peer, rank) => {
  const over = arrival(rank) + peer.beginningEnds - peer.since;
  return over > latest ? over : latest;
}, 0n);

const events: { time: bigint; frame: Buffer }[] = [];
function add(frame: Buffer, time: bigint, peer: number): void {
  events.push({ time, frame: rewritten(frame, time, peer) });
}
for (const [rank, peer] of lasting.entries())
  for (const frame of peer.frames) {
    const time = timeOf(frame);
    if (time >= begin && time < end) add(frame, roundBegins + time - begin, rank);
    else if (time < peer.beginningEnds) add(frame, arrival(rank) + time - peer.since, rank);
  }
for (const [i, { frames }] of visitors.entries())
  for (const frame of frames) add(frame, roundBegins + timeOf(frame) - begin, lasting.length + i);
// Equal times keep the recorded order.
events.sort((a, b) => Number(a.time - b.time));
for (const [i, { frame }] of events.entries())
  frame.writeBigUInt64LE(BigInt(i + 1), HEADER.sequence);

const roundEnds = roundBegins + end - begin;
const between = (from: bigint, to?: bigint): Buffer[] =>
  events
    .filter(({ time }) => time >= from && (to === undefined || time < to))
    .map(({ frame }) => frame);
// A hello has both clocks at one moment (src/shared/frames/hello.ts).
const [wall, monotonic] = [capture.readBigUInt64LE(48), capture.readBigUInt64LE(56)];
writeSession(output, [
  sessionHello(wall + begin - monotonic - roundBegins),
  ...between(0n, roundBegins),
  mark(ROUND_BEGINS, roundBegins),
  ...between(roundBegins, roundEnds),
  mark(ROUND_ENDS, roundEnds),
  ...between(roundEnds),
]);
console.log(
  `${lasting.length} peers that last, ${visitors.length} visitors, ${peers.length - lasting.length - visitors.length} left out`,
);
