import { needLength } from '../frames/frameReader';
import { readSlot } from '../frames/slots';
import { readHeader, type EventHeader, readI64, readU64 } from '../frames/header';
import { quoted } from '../text/quoted';
import type { Direction, EventKind } from './eventKind';

/** Offsets in the frame of a connection's event: `struct connection_event`. */
export const CONNECTION = {
  peer: 40,
  network: 48,
  existingOrEstablished: 56,
  connectionType: 64,
  address: 88,
  end: 352,
} as const;

export interface ConnectionEvent extends EventHeader {
  kind: 'connection';
  change: 'opened' | 'closed' | 'evicted';
  /** The connection's direction; undefined where the tracepoint does not say it (closed). */
  direction: Direction | undefined;
  peer: number;
  address: string;
  connectionType: string;
  /** enum Network of Core's netaddress.h: 1 IPv4, 2 IPv6, 3 onion, 4 I2P, 5 CJDNS. */
  network: number;
  /** Opened: connections of that direction, with this one. */
  existing: number | undefined;
  /** Closed, evicted: unix seconds when established. */
  establishedUnix: number | undefined;
}

type Differences = Pick<
  EventKind<ConnectionEvent>,
  'kind' | 'tracepoint' | 'about' | 'direction'
> & { change: ConnectionEvent['change'] };

const WORDING = {
  opened: { what: 'connected', tone: 'plain' },
  closed: { what: 'disconnected', tone: 'end' },
  evicted: { what: 'evicted', tone: 'warning' },
} as const;

function connection({ change, ...differences }: Differences): EventKind<ConnectionEvent> {
  return {
    ...differences,
    provider: 'net',
    // Of the time when a closed one was established, some builds of Core have the sign.
    arguments: change === 'opened' ? '-8 8 8 4 8' : '-8 8 8 4 8 or -8 8 8 4 -8',
    peer: {
      peer: CONNECTION.peer,
      address: [CONNECTION.address, CONNECTION.end],
      connectionType: [CONNECTION.connectionType, CONNECTION.address],
    },
    connection: change === 'opened' ? 'opens' : 'closes',
    wording: {
      ...WORDING[change],
      text: ({ connectionType }) =>
        change === 'opened' && connectionType !== ''
          ? `${WORDING[change].what} (${connectionType})`
          : WORDING[change].what,
    },
    size: CONNECTION.end,
    decode: (frame) => decode(frame, change, differences.direction),
    json,
  };
}

function decode(
  frame: Buffer,
  change: ConnectionEvent['change'],
  direction: Direction | undefined,
): ConnectionEvent {
  needLength(frame.length, CONNECTION.end);
  const count = readU64(frame, CONNECTION.existingOrEstablished);
  return {
    kind: 'connection',
    ...readHeader(frame),
    change,
    direction,
    peer: readI64(frame, CONNECTION.peer),
    address: readSlot(frame, CONNECTION.address, CONNECTION.end),
    connectionType: readSlot(frame, CONNECTION.connectionType, CONNECTION.address),
    network: frame.readUInt32LE(CONNECTION.network),
    existing: change === 'opened' ? count : undefined,
    establishedUnix: change === 'opened' ? undefined : count,
  };
}

function json(event: ConnectionEvent): string {
  const { direction, address, connectionType, network, existing, establishedUnix } = event;
  const way = direction ? `,"direction":"${direction}"` : '';
  const about = `,"address":${quoted(address)},"connection_type":${quoted(connectionType)}`;
  const count = existing === undefined ? '' : `,"existing":${existing}`;
  const since = establishedUnix === undefined ? '' : `,"established":${establishedUnix}`;
  return `,"peer":${event.peer}${way}${about},"network":${network}${count}${since}`;
}

export const connections: readonly EventKind<ConnectionEvent>[] = [
  connection({
    kind: 4,
    tracepoint: 'inbound_connection',
    about: 'a peer connected to the node',
    direction: 'inbound',
    change: 'opened',
  }),
  connection({
    kind: 5,
    tracepoint: 'outbound_connection',
    about: 'the node connected to a peer',
    direction: 'outbound',
    change: 'opened',
  }),
  connection({
    kind: 6,
    tracepoint: 'closed_connection',
    about: 'a connection was closed',
    direction: undefined,
    change: 'closed',
  }),
  connection({
    kind: 7,
    tracepoint: 'evicted_inbound_connection',
    about: 'the node made room by closing an inbound connection',
    direction: 'inbound',
    change: 'evicted',
  }),
];
