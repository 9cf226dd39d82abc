import type { TextFormat } from '../exporter';
import { objectJson } from '../objectJson';
import { bookmarkJson } from '../bookmarkJson';
import { nodeJson } from '../nodeJson';
import { redactedJson } from '../redactedJson';
import { unattachedJson } from '../unattachedJson';

/** One JSON object an event in a line of its own, connections included. */
export const jsonFormat: TextFormat = {
  id: 'json',
  title: 'JSON Lines',
  extension: 'jsonl',
  needsPayloads: true,
  decodes: true,
  ascii: true,
  create: ({ decoding } = {}) => ({
    hello: (hello) =>
      [...redactedJson(hello), ...unattachedJson(hello)].map((object) => `${object}\n`).join(''),
    node: (node, clock) => `${nodeJson(node, clock)}\n`,
    bookmark: (bookmark, clock) => `${bookmarkJson(bookmark, clock)}\n`,
    event: (event, clock, facts) => objectJson({ event, clock, decoding, facts, tail: '\n' }),
  }),
};
