import { decodeMessage } from '../bitcoin/decodeMessage';
import { childrenJson, isShort, shortJson } from '../bitcoin/fieldJson';
import type { Field } from '../bitcoin/read/field';
import type { Network } from '../bitcoin/read/payload';
import type { PeerVersions } from '../capture/model/peerVersions';
import { quoted } from '../shared/text/quoted';
import type { MessageEvent } from '../shared/events/event';
import type { Hello } from '../shared/frames/hello';
import { openLine } from './jsonLine';

/** How much is told of the fields of a message. */
export interface Decoding {
  /** Of the node. */
  network: Network;
  /** Of fields: 1 has those that the message consists of, 0 none. @default all */
  depth?: number | undefined;
  /** Scripts are taken apart, and shown as assembly and as address. @default true */
  scripts?: boolean | undefined;
  /** Of the peers, as their messages go by. */
  versions?: PeerVersions;
}

/**
 * A line as jsonLine has it, with the message's fields as in the inspector, in pieces: `error` tells
 * where Core would have stopped reading, `notes` what else there is to say.
 */
export function decodedLine(
  event: MessageEvent,
  hello: Hello,
  { network, scripts, depth, versions }: Decoding,
): Iterable<string> {
  const { messageType, payload, size } = event;
  const options = { network, size, scripts, peerVersion: versions?.of(event) };
  const { root, error, notes } = decodeMessage(messageType, payload, options);
  versions?.learn(event);
  let head = openLine(event, hello);
  if (error) {
    const { offset, reason, cut } = error;
    head += `,"error":{"offset":${offset},"reason":${quoted(reason)}${cut ? ',"cut":true' : ''}}`;
  }
  if (notes.length > 0) head += `,"notes":[${notes.map(quoted).join(',')}]`;
  head += ',"fields":';
  // A generator takes as long as many a small message.
  return isShort(root) ? [`${head}${shortJson(root, depth)}}\n`] : pieces(head, root, depth);
}

function* pieces(head: string, root: Field, depth: number | undefined): Generator<string, void> {
  yield head;
  yield* childrenJson(root, depth);
  yield '}\n';
}
