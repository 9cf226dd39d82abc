import { decodeEvent, type ProbeEvent } from '../../shared/events/event';
import type { PeerNetwork } from '../../shared/text/peerNetworks';
import type { Capture } from '../capture';
import type { PeerIdentity } from '../index/peerTable';
import type { Pairs } from '../query/pairs';
import { readFrames } from '../query/readEvents';
import type { Redactor } from '../redact/redactor';
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
  /** What a peer is called, by its address; without it as the capture says. What is redacted has no names. */
  nameOf?: ((address: string) => string | undefined) | undefined;
  networkOf?: ((peer: PeerIdentity) => PeerNetwork) | undefined;
  /** They must be known up to the rows that are asked for. */
  pairs?: Pick<Pairs, 'requestOf'> | undefined;
  /** Gives stand-ins for what rows say, and for what is known of them. */
  redactor?: Redactor | undefined;
}

/**
 * Reads rows of a capture for an exporter.
 * @param rows Ascending.
 * @param redactor Of the export: all that it gives is redacted.
 * @returns Them in order, read by read; those whose bytes are gone are left out.
 * @throws UserError when the file cannot be read.
 */
export async function* readRows(
  capture: Capture,
  rows: readonly number[],
  known?: KnownMore,
): AsyncGenerator<ReadRow[], void> {
  const redactor = known?.redactor;
  for await (const frames of readFrames(capture, rows))
    yield frames.map(({ row, frame: recorded }) => {
      const frame = redactor ? redactor.frame(recorded)! : recorded;
      return {
        event: decodeEvent(frame) as ProbeEvent,
        frame,
        facts: factsOf(capture, row, known),
      };
    });
}

/** What the index of a capture, its node frames and others know of a row. */
export function factsOf(
  { index, nodes, annotations }: Pick<Capture, 'index' | 'nodes' | 'annotations'>,
  row: number,
  { nameOf, networkOf, pairs, redactor }: KnownMore = {},
): RowFacts {
  const peer = index.peers[index.peer(row)]!;
  const node = nodes.of(peer.pid, row);
  const facts: RowFacts = {
    row,
    address: redactor?.address(peer.address) ?? peer.address,
    node: node && redactor ? redactor.node(node) : node,
  };
  if (!redactor) facts.name = (nameOf ?? namesOf(annotations))(peer.address);
  if (networkOf) facts.network = networkOf(peer);
  if (pairs) facts.answers = answered(pairs.requestOf(row), row, index);
  return facts;
}

/** What peers are called in a capture, by address. */
export function namesOf({
  names,
}: Capture['annotations']): (address: string) => string | undefined {
  return (address) => names.get(address);
}

function answered(
  request: number | undefined,
  row: number,
  index: Pick<Capture['index'], 'timeNs'>,
): Answered | undefined {
  if (request === undefined) return undefined;
  return { row: request, latencyNs: index.timeNs(row) - index.timeNs(request) };
}
