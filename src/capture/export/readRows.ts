import { decodeEvent, type ProbeEvent } from '../../shared/events/event';
import type { PeerNetwork } from '../../shared/text/peerNetworks';
import type { Capture } from '../capture';
import type { PeerIdentity } from '../index/peerTable';
import type { Pairs } from '../query/pairs';
import { readFrames } from '../query/readEvents';
import type { Answered, RowFacts } from './exporter';

/** An event with what the capture knows of it. */
export interface ReadRow {
  event: ProbeEvent;
  /** Whole, but for its padding; a view. */
  frame: Buffer;
  facts: RowFacts;
}

/** What is known of a capture beyond its index. */
export interface KnownMore {
  networkOf?: ((peer: PeerIdentity) => PeerNetwork) | undefined;
  /** They must be known up to the rows that are asked for. */
  pairs?: Pick<Pairs, 'requestOf'> | undefined;
}

/**
 * Reads rows of a capture for an exporter.
 * @param rows Ascending.
 * @returns Them in order, read by read; those whose bytes are gone are left out.
 * @throws UserError when the file cannot be read.
 */
export async function* readRows(
  capture: Capture,
  rows: readonly number[],
  more?: KnownMore,
): AsyncGenerator<ReadRow[], void> {
  for await (const frames of readFrames(capture, rows))
    yield frames.map(({ row, frame }) => ({
      event: decodeEvent(frame) as ProbeEvent,
      frame,
      facts: factsOf(capture, row, more),
    }));
}

/** What the index of a capture, its node frames and others know of a row. */
export function factsOf(
  { index, nodes }: Pick<Capture, 'index' | 'nodes'>,
  row: number,
  { networkOf, pairs }: KnownMore = {},
): RowFacts {
  const peer = index.peers[index.peer(row)]!;
  const facts: RowFacts = { row, address: peer.address, node: nodes.of(peer.pid, row) };
  if (networkOf) facts.network = networkOf(peer);
  if (pairs) facts.answers = answered(pairs.requestOf(row), row, index);
  return facts;
}

function answered(
  request: number | undefined,
  row: number,
  index: Pick<Capture['index'], 'timeNs'>,
): Answered | undefined {
  if (request === undefined) return undefined;
  return { row: request, latencyNs: index.timeNs(row) - index.timeNs(request) };
}
