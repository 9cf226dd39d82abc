import type { ProbeEvent } from '../../../shared/events/event';
import type { Hello } from '../../../shared/frames/hello';
import { bookmarkJson, type BookmarkEvent } from '../bookmarkJson';
import type { Clock } from '../eventJson';
import type { Exporter, ExportOptions, NamedPeer, RowFacts, TextFormat } from '../exporter';
import { objectJson } from '../objectJson';
import { nodeJson, type NodeEvent } from '../nodeJson';
import { peerNameJson } from '../peerNameJson';
import { redactedJson } from '../redactedJson';
import { unattachedJson } from '../unattachedJson';

/** The objects of the format `json` in one array, for what reads a whole document. */
export const jsonArrayFormat: TextFormat = {
  id: 'json-array',
  title: 'JSON',
  extension: 'json',
  needsPayloads: true,
  decodes: true,
  ascii: true,
  create: (options = {}) => new JsonArray(options),
};

class JsonArray implements Exporter<string> {
  private isEmpty = true;

  constructor(private readonly options: ExportOptions) {}

  begin(): string {
    return '[';
  }

  hello(hello: Hello): string {
    return [...redactedJson(hello), ...unattachedJson(hello)]
      .map((object) => `${this.separate()}${object}`)
      .join('');
  }

  node(node: NodeEvent, clock: Clock): string {
    return `${this.separate()}${nodeJson(node, clock)}`;
  }

  bookmark(bookmark: BookmarkEvent, clock: Clock): string {
    return `${this.separate()}${bookmarkJson(bookmark, clock)}`;
  }

  peerName(peer: NamedPeer, clock: Clock): string {
    return `${this.separate()}${peerNameJson(peer, clock)}`;
  }

  *event(event: ProbeEvent, clock: Clock, facts?: RowFacts): Generator<string, void> {
    const { decoding } = this.options;
    yield this.separate();
    yield* objectJson({ event, clock, decoding, facts }, '');
  }

  end(): string {
    return this.isEmpty ? ']\n' : '\n]\n';
  }

  private separate(): string {
    const separator = this.isEmpty ? '\n' : ',\n';
    this.isEmpty = false;
    return separator;
  }
}
