import type { Chain } from '../../bitcoin/read/payload';
import type { ProbeEvent, TraceEvent } from '../../shared/events/event';
import type { Hello } from '../../shared/frames/hello';
import type { Gap } from '../index/losses';
import type { NodeFrame } from '../../shared/frames/node';
import type { PeerNetwork } from '../../shared/text/peerNetworks';
import type { BookmarkEvent } from './bookmarkJson';
import type { Decoding } from './decodedJson';
import type { Clock } from './eventJson';
import type { NodeEvent } from './nodeJson';

/** What a capture knows of an event besides its frame. */
export interface RowFacts {
  /** Counted from 0. */
  row: number;
  /** The peer's address, as far as it is known. */
  address: string;
  /** What the user calls the peer, where it has a name. */
  name?: string | undefined;
  /** Who the process is; undefined where the capture does not say. */
  node?: NodeFrame | undefined;
  /** What the peer is connected through, where whoever exports knows more than the events say. */
  network?: PeerNetwork | undefined;
  /**
   * The request that the event answers; undefined where it answers none. Absent where nobody looked: then a format
   * may look for it among the events that it is given.
   */
  answers?: Answered | undefined;
}

/** What the user calls a peer. */
export interface NamedPeer {
  name: string;
  address: string;
  /** Of the event before which it is told, CLOCK_MONOTONIC, nanoseconds. */
  timeNs: number;
}

/** A request, seen from its answer. */
export interface Answered {
  /** The request's number in the capture. */
  row: number;
  /** From the request to the answer, nanoseconds. */
  latencyNs: number;
}

/** A part of what is written: text, or bytes that do not change afterwards. */
export type Piece = string | Uint8Array;

/** Turns events, in their order, into the text or the bytes of one format. */
export interface Exporter<P extends Piece = Piece> {
  /** What stands before everything else. */
  begin?(): P;
  /** What a whole trace says before its events; called again where a capture goes on in another file. */
  hello?(hello: Hello): P;
  /** What a whole trace says of a process, where it was identified. */
  node?(node: NodeEvent, clock: Clock): P;
  /** What the user noted on an event, which came before. */
  bookmark?(bookmark: BookmarkEvent, clock: Clock): P;
  /** What the user calls a peer, before its first event. */
  peerName?(peer: NamedPeer, clock: Clock): P;
  /** Events that are missing before the next one, or at the end. */
  gap?(gap: Gap): P;
  /**
   * An event, in pieces; none where the format has nothing for its kind.
   * @param clock Of the trace that the event is of.
   * @param facts Given where rows of a capture are exported, or where the format asks for them.
   */
  event(event: ProbeEvent, clock: Clock, facts?: RowFacts): Iterable<P>;
  /**
   * Takes the frame of an event that it need not see decoded, in place of {@link event}.
   * @param frame Valid during the call. @param facts As of `event`.
   * @returns false where it wants the event.
   */
  take?(frame: Buffer, clock: Clock, facts?: RowFacts): boolean;
  /** What stands after everything else. A live trace, which can be cut off at any time, goes without it. */
  end?(): P;
  /**
   * What has been made meanwhile, where a format works in a thread of its own: asked for after each run of events.
   * Ends when more events may be given. Bytes of a piece are valid until the next is asked for.
   * @param all Nothing more comes for a while: what is held back too, as far as it can be told already.
   */
  made?(all?: boolean): AsyncIterable<Piece>;
  /** What is left where a format works so, before `end`; valid as long. */
  finish?(): AsyncIterable<Piece>;
  /** Events that it had no room for, so far. */
  readonly leftOut?: number;
  /** Messages among those. */
  readonly leftOutMessages?: number;
  /** Ends what works for it, also where nothing is finished. */
  dispose?(): void;
}

/** A whole frame, which is decoded when somebody asks what it says. */
export interface GivenFrame {
  /** As it stands in the stream, or without its padding. It is valid during the call that it is given with. */
  readonly frame: Buffer;
  /** undefined for a kind that has no event. */
  event(): TraceEvent | undefined;
}

/** What an exporter of frames is told: its frames say the rest. */
export type FrameFacts = Pick<RowFacts, 'row' | 'address'>;

/**
 * Turns whole frames, in their order and the hello first, into bytes: what a format does that keeps all that
 * frames hold, also of kinds that are not known.
 */
export interface FrameExporter {
  /**
   * @param facts As of an {@link Exporter}.
   * @returns What is ready to be written: what was held back, without this frame. As of all that is given here, its
   * bytes are valid until more was given and this is called once more after that.
   */
  frame(given: GivenFrame, facts?: FrameFacts): readonly Uint8Array[];
  /** Events that are missing before the next one, or at the end. */
  gap(gap: Gap): void;
  /** An event is left out here, which the capture has. */
  leaveOut(): void;
  /** Everything that is held back: a live trace does not wait for more. */
  flush(): readonly Uint8Array[];
  /** What stands after everything else; a live trace goes without it. */
  end(): readonly Uint8Array[];
}

export interface ExportOptions {
  /**
   * The chain of a process, where more can be told of it than the events do that came so far. Only for formats
   * that name it.
   */
  chainOf?: ((pid: number) => Chain | undefined) | undefined;
  /** Events of more than one node are known of: lines for people say whose they are, from the first one on. */
  severalNodes?: boolean | undefined;
  /** The fields of each message are told too. Only for formats that can. */
  decoding?: Decoding | undefined;
}

/** What is told about every format, of text or of bytes. */
interface FormatTraits {
  /** As the command line names it. */
  id: string;
  /** As the window names it. */
  title: string;
  /** The extension of a file's name, without the dot. */
  extension: string;
  /** Others that files of this format have. */
  otherExtensions?: readonly string[];
  /** It shows the bytes of messages, or what is read from them. */
  needsPayloads: boolean;
  /** It shows what only the capture knows: {@link RowFacts}. */
  needsFacts?: true;
  /** Of those it shows no more than the name of a peer: there is nothing to tell where nobody has one. */
  needsNames?: true;
  /** Said of one that holds few events: how many, at most. */
  holds?: string;
  /** It shows which request an event answers, and how long that took. */
  needsAnswers?: true;
  /** It has nothing for events that are no messages. */
  messagesOnly?: true;
  /** It can tell the fields of each message. */
  decodes?: true;
  /** It names the chain of a node. */
  namesChain?: true;
  /** All of its text is ASCII, which is written faster. */
  ascii?: true;
}

/** One that can be read in a terminal and pasted. */
export interface TextFormat extends FormatTraits {
  binary?: never;
  frames?: never;
  create(options?: ExportOptions): Exporter<string>;
}

/** One of bytes, for a file or another program only. Some of its pieces may be text. */
export interface BinaryFormat extends FormatTraits {
  binary: true;
  frames?: never;
  create(options?: ExportOptions): Exporter;
}

/** One of bytes that is made of whole frames. */
export interface FrameFormat extends FormatTraits {
  binary: true;
  frames: true;
  create(options?: ExportOptions): FrameExporter;
}

/** A way to write events down: one file each, and one entry in the list of formats. */
export type EventFormat = TextFormat | BinaryFormat | FrameFormat;
