import { compactMessage, decodeMessage } from '../../bitcoin/decodeMessage';
import { childrenJson, isShort, shortJson } from '../../bitcoin/fieldJson';
import type { Field } from '../../bitcoin/read/field';
import type { Chain } from '../../bitcoin/read/payload';
import type { MessageEvent } from '../../shared/events/event';
import type { PeerVersions } from '../model/peerVersions';
import { openEventJson, type Clock, type EventExtras } from './eventJson';

/** How much is told of the fields of a message. */
export interface Decoding {
  /** The chain of the node that a message is of. */
  chainOf: (event: MessageEvent) => Chain;
  /** Each field with its type, text and byte range, in place of name and value. */
  full?: boolean;
  /** Levels of fields, where they are told in full: 1 has those that the message consists of. @default all */
  depth?: number | undefined;
  /** Scripts are taken apart, and shown as assembly and as address. @default true */
  scripts?: boolean | undefined;
  /** The versions of the peers, which are learnt from the messages. */
  versions?: PeerVersions;
}

/**
 * The JSON of an event with the message's fields, in pieces.
 * @param tail Follows the object in its last piece.
 */
export function decodedJson(
  event: MessageEvent,
  clock: Clock,
  { chainOf, full = false, scripts, depth, versions }: Decoding,
  extras: EventExtras | undefined,
  tail: string,
): Iterable<string> {
  const { messageType, payload, size } = event;
  const options = { chain: chainOf(event), size, scripts, peerVersion: versions?.of(event) };
  versions?.learn(event);
  const head = (facts: Pick<EventExtras, 'error' | 'notes'>): string =>
    `${openEventJson(event, clock, { ...extras, ...facts })},"fields":`;
  if (!full) {
    const { fields, ...facts } = compactMessage(messageType, payload, options);
    return [head(facts), ...fields, `}${tail}`];
  }
  const { root, error, notes } = decodeMessage(messageType, payload, options);
  const begin = head({ error, notes });
  // A generator takes as long as many a small message.
  return isShort(root)
    ? [`${begin}${shortJson(root, depth)}}${tail}`]
    : pieces(begin, root, depth, tail);
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
