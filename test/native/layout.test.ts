import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CONNECTION } from '../../src/shared/events/connections';
import { MESSAGE } from '../../src/shared/events/messages';
import { MISBEHAVING } from '../../src/shared/events/misbehaving';
import * as layout from '../../src/shared/frames/layout';
import { EventKind } from '../unit/support/eventKind';
import { openTracer, traceRun } from './support';

const { EventFlag, HEADER, STATISTICS } = layout;

/** What src/shared/frames/layout.ts says, by the names of native/bpf/event.h. */
const expected: Record<string, number> = {
  FORMAT_VERSION: layout.FORMAT_VERSION,
  MAX_PAYLOAD: layout.MAX_PAYLOAD,
  MAX_FRAME: layout.MAX_FRAME,
  EVENT_HELLO: EventKind.Hello,
  EVENT_INBOUND_MESSAGE: EventKind.InboundMessage,
  EVENT_OUTBOUND_MESSAGE: EventKind.OutboundMessage,
  EVENT_INBOUND_CONNECTION: EventKind.InboundConnection,
  EVENT_OUTBOUND_CONNECTION: EventKind.OutboundConnection,
  EVENT_CLOSED_CONNECTION: EventKind.ClosedConnection,
  EVENT_EVICTED_INBOUND_CONNECTION: EventKind.EvictedInboundConnection,
  EVENT_MISBEHAVING_CONNECTION: EventKind.MisbehavingConnection,
  EVENT_STATISTICS: EventKind.Statistics,
  EVENT_FAILURE: EventKind.Failure,
  EVENT_TRUNCATED: EventFlag.Truncated,
  EVENT_RING_FULL: EventFlag.RingFull,
  EVENT_UNREADABLE: EventFlag.Unreadable,
  EVENT_FINAL: EventFlag.Final,
  'event_header.length': HEADER.length,
  'event_header.kind': HEADER.kind,
  'event_header.flags': HEADER.flags,
  'event_header.sequence': HEADER.sequence,
  'event_header.time_ns': HEADER.timeNs,
  'event_header.pid': HEADER.pid,
  'event_header.tid': HEADER.tid,
  'event_header.lost_ring_full': HEADER.lostRingFull,
  'sizeof event_header': HEADER.size,
  'message_event.peer': MESSAGE.peer,
  'message_event.size': MESSAGE.size,
  'message_event.captured': MESSAGE.captured,
  'message_event.payload_offset': MESSAGE.payloadOffset,
  'message_event.connection_type': MESSAGE.connectionType,
  'message_event.message_type': MESSAGE.messageType,
  'message_event.address': MESSAGE.address,
  MESSAGE_PAYLOAD_OFFSET: MESSAGE.shortPayload,
  MESSAGE_LONG_PAYLOAD_OFFSET: MESSAGE.longPayload,
  'connection_event.peer': CONNECTION.peer,
  'connection_event.network': CONNECTION.network,
  'connection_event.existing_or_established': CONNECTION.existingOrEstablished,
  'connection_event.connection_type': CONNECTION.connectionType,
  'connection_event.address': CONNECTION.address,
  'sizeof connection_event': CONNECTION.end,
  'misbehaving_event.peer': MISBEHAVING.peer,
  'misbehaving_event.reason': MISBEHAVING.reason,
  'sizeof misbehaving_event': MISBEHAVING.end,
  'statistics_event.totals.events': STATISTICS.events,
  'statistics_event.totals.lost_ring_full': STATISTICS.lostRingFull,
  'statistics_event.totals.lost_unreadable': STATISTICS.lostUnreadable,
  'statistics_event.totals.truncated': STATISTICS.truncated,
  'statistics_event.ring_used': STATISTICS.ringUsed,
  'statistics_event.ring_size': STATISTICS.ringSize,
  'sizeof statistics_event': STATISTICS.end,
};

/** @returns what a C program of this folder prints. */
function compiled(source: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-layout-'));
  try {
    const program = join(folder, 'program');
    execFileSync('cc', ['-O1', '-Werror', '-o', program, join(__dirname, source)]);
    return JSON.parse(execFileSync(program, { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the frame layout', () => {
  it('is the same to TypeScript and to the C compiler', () => {
    assert.deepEqual(compiled('layout.c'), expected);
  });
});

describe('a record in the ring buffer', () => {
  it('has room for the frame, and 15 % more at most, whatever the size of the payload', () => {
    const { tooSmall, smallest, most } = compiled('recordSize.c') as Record<string, number>;
    assert.equal(tooSmall, 0);
    assert.equal(smallest, MESSAGE.shortPayload, 'a message without payload takes no more');
    assert.ok(most! <= 0.15, `${most}`);
  });

  it('is of that size in the kernel', async () => {
    // The last record that was written is all that the ring held then.
    for (const size of [0, 37, 250, 1000, 5000, 40_000, 300_000, 1_100_000, 2_100_000, 4_000_000]) {
      const { statistics } = await traceRun(openTracer(), '--burst', '1', '--size', `${size}`);
      const frame = 8 + MESSAGE.shortPayload + Math.ceil(size / 8) * 8;
      assert.equal(statistics.lostRingFull, 0);
      assert.ok(statistics.ringUsed >= frame, `${size}: ${statistics.ringUsed}`);
      assert.ok(statistics.ringUsed <= frame * 1.15, `${size}: ${statistics.ringUsed}`);
    }
  });

  it('is as small as can be where no payload is wanted', async () => {
    const tracer = openTracer({ snapLength: 0 });
    const { statistics } = await traceRun(tracer, '--burst', '1', '--size', '40000');
    assert.equal(statistics.ringUsed, 8 + MESSAGE.shortPayload);
  });
});
