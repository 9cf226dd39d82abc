import { InvalidArgumentError } from 'commander';
import { coreSpelling } from '../bitcoin/messageTypes';
import type { Direction } from '../shared/events/event';
import {
  isMessageTypeName,
  isPeerId,
  MAX_FILTER_PEERS,
  MAX_FILTER_TYPES,
  type TraceFilter,
} from '../shared/helper/traceFilter';
import { isPid, isRingSize, isSnapLength } from '../shared/helper/traceLimits';

/** Options of the commands that trace. */
export interface TraceFlags {
  pid?: number;
  binary?: string;
  count?: number;
  /** Seconds. */
  duration?: number;
  /** Bytes. */
  ringSize?: number;
  snapLength?: number;
  coins?: boolean;
  direction?: 'in' | 'out';
  type?: string[];
  peer?: number[];
}

export interface RecordFlags extends TraceFlags {
  /** Replace a file that exists. */
  force?: boolean;
  /** Bytes that the capture may take on the disk. */
  limit?: number;
}

export interface MonitorFlags extends RecordFlags {
  /** A file that keeps the trace. */
  record?: string;
}

/** Bytes. A capture keeps only coarsely to a smaller limit. */
const LEAST_LIMIT = 32 * 1024 ** 2;

const UNITS: Record<string, number> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

export function parsePid(text: string): number {
  return checked(wholeNumber(text), isPid, 'a process id is needed');
}

export function parseCount(text: string): number {
  return checked(wholeNumber(text), (n) => n > 0, 'a whole number from 1 is needed');
}

export function parseDepth(text: string): number {
  return checked(wholeNumber(text), (n) => n >= 0, 'a whole number is needed');
}

export function parseSeconds(text: string): number {
  // A timer of Node cannot wait longer.
  return checked(Number(text), (n) => n > 0 && n <= 2_147_483, 'seconds, at most 24 days');
}

export function parseRingSize(text: string): number {
  return checked(bytes(text), isRingSize, 'a power of two from 4M to 1G bytes is needed');
}

export function parseLimit(text: string): number {
  return checked(bytes(text), (n) => n >= LEAST_LIMIT, 'at least 32M bytes are needed');
}

/** Bytes on the disk; 0 for none. */
export function parseSpoolLimit(text: string): number {
  return checked(bytes(text), (n) => n >= 0, 'bytes are needed: 1G, 500M, or 0 for none');
}

export function parseSnapLength(text: string): number {
  return checked(wholeNumber(text), isSnapLength, 'bytes from 0 to 4000000 are needed');
}

export const DIRECTIONS: Record<'in' | 'out', Direction> = { in: 'inbound', out: 'outbound' };

/** What of a trace is wanted. */
export function filterOf({ direction, type, peer }: TraceFlags): TraceFilter {
  return { direction: direction && DIRECTIONS[direction], messageTypes: type, peers: peer };
}

export function parseTypes(text: string): string[] {
  const wanted = `1 to ${MAX_FILTER_TYPES} message types are needed, as in inv,getdata`;
  return checked(
    text.split(',').map(coreSpelling),
    (types) => types.length <= MAX_FILTER_TYPES && types.every(isMessageTypeName),
    wanted,
  );
}

export function parsePeers(text: string): number[] {
  const wanted = `1 to ${MAX_FILTER_PEERS} peer ids are needed, as in 0,12`;
  return checked(
    text.split(',').map(wholeNumber),
    (peers) => peers.length <= MAX_FILTER_PEERS && peers.every(isPeerId),
    wanted,
  );
}

/** As many as one likes: the kernel's filter has no part in it. */
export function parsePeerIds(text: string): number[] {
  return checked(
    text.split(',').map(wholeNumber),
    (ids) => ids.every(isPeerId),
    'peer ids are needed, as in 0,12',
  );
}

export function parseHash(text: string): string {
  const wanted =
    'a txid, wtxid or block hash is needed: 64 hexadecimal digits, or the first 8 at least';
  return checked(text.toLowerCase(), (hash) => /^[0-9a-f]{8,64}$/.test(hash), wanted);
}

function bytes(text: string): number {
  const [, digits = '', unit = ''] = /^([0-9]+)([KMG]?)$/.exec(text) ?? [];
  return wholeNumber(digits) * UNITS[unit]!;
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,15}$/.test(text) ? Number(text) : NaN;
}

function checked<T>(value: T, isGood: (value: T) => boolean, wanted: string): T {
  if (!isGood(value))
    throw new InvalidArgumentError(`${wanted[0]!.toUpperCase()}${wanted.slice(1)}.`);
  return value;
}
