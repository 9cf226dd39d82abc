import { decodeMessage } from '../bitcoin/decodeMessage';
import { childrenJson } from '../bitcoin/fieldJson';
import type { Network } from '../bitcoin/read/payload';
import type { MessageEvent } from '../shared/event';
import type { Hello } from '../shared/hello';
import { visibleJson } from '../shared/visible';
import { jsonLine } from './jsonLine';

/**
 * As {@link jsonLine}, with the message's fields as the inspector has them, in pieces: `error` tells
 * where Core would have stopped reading, `notes` what else there is to say.
 */
export function* decodedLine(
  event: MessageEvent,
  hello: Hello,
  network: Network,
): Generator<string, void> {
  const { messageType, payload, size } = event;
  const { root, error, notes } = decodeMessage(messageType, payload, { network, size });
  yield jsonLine(event, hello).slice(0, -1);
  if (error) yield `,"error":${visibleJson(JSON.stringify(error))}`;
  if (notes.length > 0) yield `,"notes":${visibleJson(JSON.stringify(notes))}`;
  yield ',"fields":';
  for (const piece of childrenJson(root)) yield visibleJson(piece);
  yield '}';
}
