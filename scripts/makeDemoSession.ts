/**
 * Turns a recording of the tracepoints, one JSON object a line, into the capture file that the demo
 * node plays: `npx tsx scripts/makeDemoSession.ts RECORDING.jsonl native/demo-node/session.p2ptrace.gz`.
 * The same recording gives the same bytes.
 */
import { readFileSync } from 'node:fs';
import { CONNECTION } from '../src/shared/events/connections';
import { MESSAGE } from '../src/shared/events/messages';
import { MISBEHAVING } from '../src/shared/events/misbehaving';
import { HEADER } from '../src/shared/frames/layout';
import { EventKind } from '../test/unit/support/eventKind';
import { BEGIN_NS, sessionHello, writeSession } from './demoSession';

interface Recorded {
  /** Since the recording began. */
  t_ns: number;
  tracepoint: string;
  peer: number;
  address: string;
  connection_type: string;
  message_type?: string;
  /** Hex. */
  bytes?: string;
  network?: number;
  existing_connections?: number;
  established_unix_s?: number;
  reason?: string;
}

const KINDS: Record<string, number> = {
  'net:inbound_message': EventKind.InboundMessage,
  'net:outbound_message': EventKind.OutboundMessage,
  'net:inbound_connection': EventKind.InboundConnection,
  'net:outbound_connection': EventKind.OutboundConnection,
  'net:closed_connection': EventKind.ClosedConnection,
  'net:evicted_inbound_connection': EventKind.EvictedInboundConnection,
  'net:misbehaving_connection': EventKind.MisbehavingConnection,
};

function writeBody(event: Recorded): Buffer {
  if (event.bytes !== undefined) {
    const payload = Buffer.from(event.bytes, 'hex');
    const frame = Buffer.alloc((MESSAGE.shortPayload + payload.length + 7) & ~7);
    frame.writeBigUInt64LE(BigInt(payload.length), MESSAGE.size);
    frame.writeUInt32LE(payload.length, MESSAGE.captured);
    frame.writeUInt32LE(MESSAGE.shortPayload, MESSAGE.payloadOffset);
    frame.write(event.connection_type, MESSAGE.connectionType, 'latin1');
    frame.write(event.message_type ?? '', MESSAGE.messageType, 'latin1');
    frame.write(event.address, MESSAGE.address, 'latin1');
    payload.copy(frame, MESSAGE.shortPayload);
    return frame;
  }
  if (event.reason !== undefined) {
    const frame = Buffer.alloc(MISBEHAVING.end);
    frame.write(event.reason, MISBEHAVING.reason, 'latin1');
    return frame;
  }
  const frame = Buffer.alloc(CONNECTION.end);
  const count = event.existing_connections ?? event.established_unix_s ?? 0;
  frame.writeUInt32LE(event.network ?? 0, CONNECTION.network);
  frame.writeBigUInt64LE(BigInt(count), CONNECTION.existingOrEstablished);
  frame.write(event.connection_type, CONNECTION.connectionType, 'latin1');
  frame.write(event.address, CONNECTION.address, 'latin1');
  return frame;
}

function writeEvent(event: Recorded, sequence: number): Buffer {
  const kind = KINDS[event.tracepoint];
  if (kind === undefined) throw new Error(`unknown tracepoint ${event.tracepoint}`);
  const frame = writeBody(event);
  frame.writeUInt32LE(frame.length, HEADER.length);
  frame.writeUInt16LE(kind, HEADER.kind);
  frame.writeBigUInt64LE(BigInt(sequence), HEADER.sequence);
  frame.writeBigUInt64LE(BEGIN_NS + BigInt(event.t_ns), HEADER.timeNs);
  frame.writeUInt32LE(1, HEADER.pid);
  frame.writeUInt32LE(1, HEADER.tid);
  // `peer` is the first field after the header in all of them.
  frame.writeBigInt64LE(BigInt(event.peer), HEADER.size);
  return frame;
}

/** The recording does not say when it was made, but its closed connections say when they began. */
function wallNsAtBegin(events: Recorded[]): bigint {
  const closed = events.find((event) => event.established_unix_s !== undefined);
  const opened = events.find(
    (event) => event.existing_connections !== undefined && event.peer === closed?.peer,
  );
  if (!closed?.established_unix_s || !opened) return 0n;
  return BigInt(closed.established_unix_s) * 1_000_000_000n - BigInt(opened.t_ns);
}

const [recording, output] = process.argv.slice(2);
if (recording === undefined || output === undefined) {
  console.error('usage: makeDemoSession.ts RECORDING.jsonl OUTPUT.p2ptrace.gz');
  process.exit(2);
}
const events = readFileSync(recording, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);
writeSession(output, [
  sessionHello(
    wallNsAtBegin(events),
    Object.keys(KINDS).map((name) => name.slice('net:'.length)),
  ),
  ...events.map((event, i) => writeEvent(event, i + 1)),
]);
