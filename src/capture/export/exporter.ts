import type { ProbeEvent } from '../../shared/events/event';
import type { Hello } from '../../shared/frames/hello';
import type { Decoding } from './decodedJson';
import type { Clock } from './eventJson';
import type { NodeEvent } from './nodeJson';

/** What a capture knows of an event besides its frame. */
export interface RowFacts {
  /** Counted from 0. */
  row: number;
  /** The peer's address, as far as it is known. */
  address: string;
}

/** Turns events, in their order, into the text of one format. */
export interface Exporter {
  /** What stands before everything else. */
  begin?(): string;
  /** What a whole trace says before its events; called again where a capture goes on in another file. */
  hello?(hello: Hello): string;
  /** What a whole trace says of a process, where it was identified. */
  node?(node: NodeEvent, clock: Clock): string;
  /**
   * The text of an event, in pieces; none where the format has nothing for its kind.
   * @param clock Of the trace that the event is of.
   * @param facts Given where rows of a capture are exported, or where the format asks for them.
   */
  event(event: ProbeEvent, clock: Clock, facts?: RowFacts): Iterable<string>;
  /** What stands after everything else. */
  end?(): string;
}

export interface ExportOptions {
  /** The fields of each message are told too. Only for formats that can. */
  decoding?: Decoding | undefined;
}

/** A way to write events down: one file each, and one entry in the list of formats. */
export interface EventFormat {
  /** As the command line names it. */
  id: string;
  /** As the window names it. */
  title: string;
  /** The extension of a file's name, without the dot. */
  extension: string;
  /** It shows the bytes of messages, or what is read from them. */
  needsPayloads: boolean;
  /** It shows what only the capture knows: {@link RowFacts}. */
  needsFacts?: true;
  /** It can tell the fields of each message. */
  decodes?: true;
  /** All of its text is ASCII, which is written faster. */
  ascii?: true;
  create(options?: ExportOptions): Exporter;
}
