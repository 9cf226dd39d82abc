import type { Decoding } from '../decodedJson';
import { DecodingObjects } from '../decoding/decodingObjects';
import type { Exporter, TextFormat } from '../exporter';
import { objectJson } from '../objectJson';
import { bookmarkJson } from '../bookmarkJson';
import { nodeJson } from '../nodeJson';
import { peerNameJson } from '../peerNameJson';
import { redactedJson } from '../redactedJson';
import { unattachedJson } from '../unattachedJson';

const TAIL = '\n';

/** One JSON object an event in a line of its own, connections included. */
export const jsonFormat: TextFormat = {
  id: 'json',
  title: 'JSON Lines',
  extension: 'jsonl',
  otherExtensions: ['ndjson'],
  needsPayloads: true,
  decodes: true,
  ascii: true,
  create: ({ decoding } = {}) => (decoding ? decodingLines(decoding) : LINES),
};

const LINES: Exporter<string> &
  Required<Pick<Exporter<string>, 'hello' | 'node' | 'bookmark' | 'peerName'>> = {
  hello: (hello) =>
    [...redactedJson(hello), ...unattachedJson(hello)].map((object) => `${object}${TAIL}`).join(''),
  node: (node, clock) => `${nodeJson(node, clock)}${TAIL}`,
  bookmark: (bookmark, clock) => `${bookmarkJson(bookmark, clock)}${TAIL}`,
  peerName: (peer, clock) => `${peerNameJson(peer, clock)}${TAIL}`,
  event: (event, clock, facts) => objectJson({ event, clock, decoding: undefined, facts }, TAIL),
};

function decodingLines(decoding: Decoding): Exporter<string> {
  const objects = new DecodingObjects(decoding, { separator: '', tail: TAIL });
  return {
    hello: (hello) => objects.text(LINES.hello(hello)),
    node: (node, clock) => objects.text(LINES.node(node, clock)),
    bookmark: (bookmark, clock) => objects.text(LINES.bookmark(bookmark, clock)),
    peerName: (peer, clock) => objects.text(LINES.peerName(peer, clock)),
    event: (event, clock, facts) => objects.event(event, clock, facts, ''),
    take: (frame, clock, facts) => objects.take(frame, clock, facts, ''),
    made: (all) => objects.made(all),
    finish: () => objects.finish(),
    dispose: () => objects.dispose(),
  };
}
