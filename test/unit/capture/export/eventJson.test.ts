import assert from 'node:assert/strict';
import { eventJson } from '../../../../src/capture/export/eventJson';
import {
  decodeEvent,
  type MessageEvent,
  type ProbeEvent,
} from '../../../../src/shared/events/event';
import {
  connection,
  EventFlag,
  EventKind,
  HELLO,
  message,
  misbehaving,
} from '../../support/frames';

function line(frame: Buffer): string {
  return eventJson(decodeEvent(frame) as ProbeEvent, HELLO);
}

const header = { timeNs: 1_000_000_123, pid: 7, sequence: 5 };
const common = { time: '1700000000000000123', pid: 7, sequence: 5 };
const peer = { peer: 32, address: '[2a02::1]:8333', connectionType: 'outbound-full-relay' };

describe('eventJson', () => {
  it('tells all of a message, in wall time', () => {
    const frame = message({ ...header, ...peer, type: 'tx', payload: Buffer.from('02ff', 'hex') });
    assert.deepEqual(JSON.parse(line(frame)), {
      ...common,
      tracepoint: 'inbound_message',
      peer: 32,
      direction: 'inbound',
      address: '[2a02::1]:8333',
      connection_type: 'outbound-full-relay',
      message_type: 'tx',
      size: 2,
      bytes: '02ff',
    });
  });

  it('says what was lost before it, and of it', () => {
    const lossy = { lost: 9, size: 100n, flags: EventFlag.RingFull };
    const lost = JSON.parse(line(message(lossy))) as Record<string, unknown>;
    assert.equal(lost.lost_before, 9);
    assert.equal(lost.lost, 'ring-full');
    const cut = JSON.parse(line(message({ size: 100n, flags: EventFlag.Truncated }))) as object;
    assert.ok('truncated' in cut && !('lost' in cut) && !('lost_before' in cut));
    assert.ok(!('reconstructed' in cut));
    const made = JSON.parse(line(message({ flags: EventFlag.Reconstructed }))) as object;
    assert.ok('reconstructed' in made && made.reconstructed === true);
  });

  it('names each tracepoint of connections, with its own fields', () => {
    const of = (kind: Parameters<typeof connection>[0]) =>
      JSON.parse(line(connection(kind, { ...header, ...peer, network: 3, count: 12 }))) as object;
    const fields = {
      ...common,
      peer: 32,
      address: '[2a02::1]:8333',
      connection_type: 'outbound-full-relay',
      network: 3,
    };
    assert.deepEqual(of(EventKind.InboundConnection), {
      ...fields,
      tracepoint: 'inbound_connection',
      direction: 'inbound',
      existing: 12,
    });
    assert.deepEqual(of(EventKind.ClosedConnection), {
      ...fields,
      tracepoint: 'closed_connection',
      established: 12,
    });
    assert.deepEqual(of(EventKind.EvictedInboundConnection), {
      ...fields,
      tracepoint: 'evicted_inbound_connection',
      direction: 'inbound',
      established: 12,
    });
    assert.deepEqual(JSON.parse(line(misbehaving('bad', { ...header, peer: 32 }))), {
      ...common,
      tracepoint: 'misbehaving_connection',
      peer: 32,
      reason: 'bad',
    });
  });

  it('tells an empty reason from one that could not be read', () => {
    const reason = (flags: number) => {
      const { reason, lost } = JSON.parse(line(misbehaving('', { flags }))) as Record<
        string,
        string
      >;
      return [reason, lost];
    };
    assert.deepEqual(reason(0), ['', undefined]);
    assert.deepEqual(reason(EventFlag.Unreadable), ['', 'unreadable']);
  });

  it('has a host name in UTF-8 as text, and other bytes so that they can be told', () => {
    const address = Buffer.from('bücher:1').toString('latin1');
    const of = (address: string) =>
      (JSON.parse(line(message({ address }))) as MessageEvent).address;
    assert.equal(of(address), 'bücher:1');
    assert.equal(of('b\xfccher:1'), 'b\udcfccher:1');
    assert.match(line(message({ address })), /^[ -~]+$/);
  });

  it('holds nothing that a terminal acts upon, and is still the same text', () => {
    const type = '\x1b[2J\x7f\x9b\n"\\';
    const text = line(message({ type }));
    assert.match(text, /^[ -~]+$/);
    assert.equal((JSON.parse(text) as { message_type: string }).message_type, type);
  });
});
