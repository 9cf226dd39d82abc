import { decodeMessage } from '../../bitcoin/decodeMessage';
import { childrenJson, isShort, shortJson } from '../../bitcoin/fieldJson';
import type { Field } from '../../bitcoin/read/field';
import type { Chain } from '../../bitcoin/read/payload';
import type { MessageEvent } from '../../shared/events/event';
import type { PeerVersions } from '../model/peerVersions';
import { openEventJson, type Clock, type EventExtras } from './eventJson';

/** How much is told of the fields of a message. */
export interface Decoding {
  /** The node's chain. */
  chain: Chain;
  /** Levels of fields: 1 has those that the message consists of, 0 none. @default all */
  depth?: number | undefined;
  /** Scripts are taken apart, and shown as assembly and as address. @default true */
  scripts?: boolean | undefined;
  /** The versions of the peers, which are learnt from the messages. */
  versions?: PeerVersions;
}

/**
 * The JSON of an event with the message's fields as in the inspector, in pieces.
 * @param tail Follows the object in its last piece.
 */
export function decodedJson(
  event: MessageEvent,
  clock: Clock,
  { chain, scripts, depth, versions }: Decoding,
  extras: EventExtras | undefined,
  tail: string,
): Iterable<string> {
  const { messageType, payload, size } = event;
  const options = { chain, size, scripts, peerVersion: versions?.of(event) };
  const { root, error, notes } = decodeMessage(messageType, payload, options);
  versions?.learn(event);
  const head = `${openEventJson(event, clock, { ...extras, error, notes })},"fields":`;
  // A generator takes as long as many a small message.
  return isShort(root)
    ? [`${head}${shortJson(root, depth)}}${tail}`]
    : pieces(head, root, depth, tail);
}

function* pieces(
  head: string,
  root: Field,
  depth: number | undefined,
  tail: string,
): Generator<string, void> {
  yield head;
  yield* childrenJson(root, depth);
  yield `}${tail}`;
}
