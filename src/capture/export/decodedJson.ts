import { compactMessage, decodeMessage } from '../../bitcoin/decodeMessage';
import { childrenJson, isShort, shortJson } from '../../bitcoin/fieldJson';
import type { Field } from '../../bitcoin/read/field';
import type { JsonBytes } from '../../shared/text/jsonBytes';
import type { Chain } from '../../bitcoin/read/payload';
import type { MessageEvent } from '../../shared/events/event';
import type { PeerVersions } from '../model/peerVersions';
import { writeMessageJson, type Clock, type EventExtras } from './eventJson';

/** How much is told of the fields of a message. */
export interface Decoding {
  /** The chain of the node that a message is of. */
  chainOf: (event: Pick<MessageEvent, 'pid'>) => Chain;
  /** Each field with its type, text and byte range, in place of name and value. */
  full?: boolean;
  /** Levels of fields, where they are told in full: 1 has those that the message consists of. @default all */
  depth?: number | undefined;
  /** Scripts are taken apart, and shown as assembly and as address. @default true */
  scripts?: boolean | undefined;
  /** The versions of the peers, which are learnt from the messages. */
  versions?: Pick<PeerVersions, 'of' | 'learn'>;
}

/** Writes the JSON of an event with the message's fields. */
export function writeDecodedJson(
  event: MessageEvent,
  clock: Clock,
  { chainOf, full = false, scripts, depth, versions }: Decoding,
  extras: EventExtras | undefined,
  json: JsonBytes,
): void {
  const { messageType, payload, size } = event;
  const options = { chain: chainOf(event), size, scripts, peerVersion: versions?.of(event) };
  versions?.learn(event);
  if (full) {
    const { root, error, notes } = decodeMessage(messageType, payload, options);
    writeMessageJson(event, clock, { ...extras, error, notes }, json);
    json.ascii(FIELDS);
    writeTree(root, depth, json);
  } else {
    const { error, notes, write } = compactMessage(messageType, payload, options);
    writeMessageJson(event, clock, { ...extras, error, notes }, json);
    json.ascii(FIELDS);
    write(json);
  }
  json.ascii('}');
}

const FIELDS = ',"fields":';

function writeTree(root: Field, depth: number | undefined, json: JsonBytes): void {
  // A generator takes as long as many a small message.
  if (isShort(root)) json.ascii(shortJson(root, depth));
  else for (const piece of childrenJson(root, depth)) json.ascii(piece);
}
