import {
  encodeRecord,
  type GivenWhat,
  type Values,
} from '../../capture/sources/peerObserver/records';
import type { ConnectionEvent, MessageEvent, ProbeEvent } from '../../shared/events/event';
import { fieldsOf } from './fields';
import { SUBJECTS } from './subjects';
import { Unexpressed } from './unexpressed';

/** An event as peer-observer publishes it. */
export interface Published {
  subject: string;
  /** An `Event` of its definitions. */
  bytes: Uint8Array;
}

type Mempool = Extract<ProbeEvent, { kind: `mempool-${string}` }>;

/** ConnType; of another type the number is 0. (peer-observer has a number for feelers and does not use it.) */
const CONNECTION_TYPES: Readonly<Record<string, number>> = {
  inbound: 1,
  'outbound-full-relay': 2,
  'block-relay-only': 3,
  feeler: 4,
};

/** @param unixMs When it happened. @throws Unexpressed */
export function encodeEvent(event: ProbeEvent, unixMs: number): Published {
  const [subject, seen] = seenOf(event);
  const values: Values<'Event'> = {
    timestamp: BigInt(Math.trunc(unixMs)),
    what: { case: 'ebpf', value: { what: seen } },
  };
  return { subject, bytes: encodeRecord('Event', values) };
}

function seenOf(event: ProbeEvent): [subject: string, seen: GivenWhat<'Ebpf'>] {
  switch (event.kind) {
    case 'message':
      return [SUBJECTS.messages, { case: 'message', value: messageOf(event) }];
    case 'connection':
      return [SUBJECTS.connections, { case: 'connection', value: { what: changeOf(event) } }];
    case 'misbehaving': {
      const value = { id: BigInt.asUintN(64, BigInt(event.peer)), reason: event.reason };
      return [
        SUBJECTS.connections,
        { case: 'connection', value: { what: { case: 'misbehaving', value } } },
      ];
    }
    case 'mempool-added':
    case 'mempool-removed':
    case 'mempool-replaced':
    case 'mempool-rejected':
      if (event.unreadable) throw new Unexpressed('cut');
      return [SUBJECTS.mempool, { case: 'mempool', value: { what: mempoolOf(event) } }];
    case 'block-connected': {
      if (event.unreadable) throw new Unexpressed('cut');
      const value = {
        hash: inMemory(event.hash),
        height: event.height,
        transactions: BigInt(event.transactions),
        inputs: event.inputs,
        sigops: BigInt(event.sigops),
        durationNs: BigInt(event.durationNs),
      };
      return [
        SUBJECTS.validation,
        { case: 'validation', value: { what: { case: 'connected', value } } },
      ];
    }
    default:
      throw new Unexpressed('kind');
  }
}

function messageOf(event: MessageEvent): Values<'Message'> {
  const { messageType, payload, size, peer, address } = event;
  if (payload.length < size || event.lost) throw new Unexpressed('cut');
  const about = {
    peer: BigInt.asUintN(64, BigInt(peer)),
    address,
    connectionType: connectionType(event),
    messageType,
    inbound: event.direction === 'inbound',
    size: BigInt(size),
  };
  return { about, what: fieldsOf(messageType, payload) };
}

function connectionType({ connectionType: name }: { connectionType: string }): number {
  return Object.hasOwn(CONNECTION_TYPES, name) ? CONNECTION_TYPES[name]! : 0;
}

function changeOf(event: ConnectionEvent): GivenWhat<'Connection'> {
  const peer = {
    id: BigInt.asUintN(64, BigInt(event.peer)),
    address: event.address,
    connectionType: connectionType(event),
    network: event.network,
  };
  const { change, existing = 0, establishedUnix = 0 } = event;
  if (change !== 'opened')
    return {
      case: change,
      value: { peer, established: BigInt.asUintN(64, BigInt(establishedUnix)) },
    };
  const value = { peer, existing: BigInt.asUintN(64, BigInt(existing)) };
  return { case: event.direction === 'outbound' ? 'outbound' : 'inbound', value };
}

function mempoolOf(event: Mempool): GivenWhat<'Mempool'> {
  const txid = inMemory(event.txid);
  if (event.kind === 'mempool-rejected')
    return { case: 'rejected', value: { txid, reason: event.reason } };
  const entry = { txid, vsize: event.vsize, fee: BigInt(event.fee) };
  if (event.kind === 'mempool-added') return { case: 'added', value: entry };
  const entered = BigInt.asUintN(64, BigInt(event.entryTime));
  if (event.kind === 'mempool-removed')
    return { case: 'removed', value: { ...entry, reason: event.reason, entered } };
  const { hash, fee, vsize, isTransaction } = event.replacement;
  const value = {
    ...entry,
    entered,
    replacement: inMemory(hash),
    replacementVsize: vsize,
    replacementFee: BigInt(fee),
    byTransaction: isTransaction,
  };
  return { case: 'replaced', value };
}

/** A hash in the order of memory, from how it is shown. */
function inMemory(hash: string): Uint8Array {
  return Buffer.from(hash, 'hex').reverse();
}
