import { utcTimeNanos } from '../../shared/text/dateText';
import { visible } from '../../shared/text/visible';
import { missingBytesOf, untilConnectedNs, type CompactBlock } from '../model/compactBlocks';
import { micros } from '../model/compactBlockSpreads';
import { csvCell } from './csvCell';

/** Unix nanoseconds of a time of CLOCK_MONOTONIC. */
type UnixOf = (timeNs: number) => bigint;

/** A line for each, with the same columns; RFC 4180. */
export function compactBlocksCsv(
  { blocks }: { blocks: readonly CompactBlock[] },
  unixOf: UnixOf,
): string {
  const rows = blocks.map((block) => Object.values(membersOf(block, unixOf)));
  const heads = Object.keys(EMPTY);
  return [heads, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | boolean | null): string {
  return typeof value === 'string' ? csvCell(value) : `${value ?? ''}`;
}

export type Members = Record<keyof typeof EMPTY, string | number | boolean | null>;

/** What is told of one, by name. */
export function membersOf(block: CompactBlock, unixOf: UnixOf): Members {
  const { identity, block: times } = block;
  const { peer, pid, address } = identity;
  return {
    ...EMPTY,
    row: block.row,
    time: utcTimeNanos(unixOf(block.timeNs)),
    pid,
    peer: Number.isFinite(peer) ? peer : null,
    address: visible(address),
    direction: block.inbound ? 'inbound' : 'outbound',
    hash: block.hash,
    height: times.height ?? null,
    high_bandwidth: block.highBandwidth ?? null,
    short_ids: block.shortIds,
    prefilled: block.prefilled,
    bytes: block.bytes,
    missing: block.missing,
    missing_bytes: missingBytesOf(block) ?? null,
    round_trips: block.roundTrips,
    completed_us: micros(block.completedNs) ?? null,
    header_to_connected_us: micros(untilConnectedNs(times)) ?? null,
  };
}

/** The columns, in order. */
const EMPTY = {
  row: null,
  time: null,
  pid: null,
  peer: null,
  address: null,
  direction: null,
  hash: null,
  height: null,
  high_bandwidth: null,
  short_ids: null,
  prefilled: null,
  bytes: null,
  missing: null,
  missing_bytes: null,
  round_trips: null,
  completed_us: null,
  header_to_connected_us: null,
};
