import type { EventHeader } from '../frames/header';

/** The direction that the tracepoint reports: inbound is from the peer to the node. */
export type Direction = 'inbound' | 'outbound';

/** An event as its kind decodes it; `kind` names a family of kinds that are decoded alike. */
export interface DecodedEvent extends EventHeader {
  kind: string;
}

/** Bytes [start, end) of a frame, with text that ends at a NUL or with the slot. */
export type Slot = readonly [start: number, end: number];

/** Where a frame holds what the index keeps of its peer. */
export interface PeerSlots {
  /** An i64: the node's id of the peer. */
  peer: number;
  /** Absent where the frame does not say. */
  address?: Slot;
  connectionType?: Slot;
}

/** How an event is told among messages: on the ladder, in a copied line, and to a filter that searches for a word. */
export interface Wording<E> {
  /** What happened, in a word; all that can be said where the bytes are gone. `event:` of a filter finds it. */
  what: string;
  /** `connected (manual)`. In part chosen by a peer: show it through `visible`. */
  text(event: E): string;
  /** What is said of all with the same {@link EventFacts.reason}; absent where that is what happened and the reason. */
  reason?(reason: string): string;
  /** The transaction or block that it is about, in full: said where there is room, and found by a word of a filter. */
  subject?(event: E): string;
  /** `end`: nothing of its peer follows. `warning`: something is amiss with it. */
  tone: 'plain' | 'end' | 'warning';
}

/** What a filter may ask of an event that is not a message. */
export interface EventFacts {
  /** Of transactions and blocks, as Bitcoin shows them. */
  hashes?: readonly string[];
  /** Satoshi per virtual byte. */
  feeRate?: number;
  /** Why the node did it; in part chosen by a peer. */
  reason?: string;
  /** Of a block. */
  height?: number;
  /** How long it took, nanoseconds. */
  tookNs?: number;
}

/**
 * A kind of event: all that this release knows of a tracepoint of Bitcoin Core (doc/tracing.md). Its
 * twin in C is an entry of native/bpf/event.h.
 */
export interface EventKind<E extends DecodedEvent = DecodedEvent> {
  /** Its number in the header of its frames: 1 to 255, never given to another kind. */
  readonly kind: number;
  /** The names that Core gives them: `net`, `inbound_message`. */
  readonly provider: string;
  readonly tracepoint: string;
  /** Tracepoints of the provider that are counted, and told together by this one, which is none of Core's. */
  readonly counts?: readonly string[];
  /**
   * Of each argument its bytes, after a minus where it is signed; what only some versions of Core have stands after
   * an "or". A probe with others is not attached.
   */
  readonly arguments: string;
  /** What the event says, in a few words for the documentation. */
  readonly about: string;
  /** The direction of the message, or of the connection where the tracepoint tells it. */
  readonly direction: Direction | undefined;
  /** Where its peer is; undefined where it happened to the node itself. */
  readonly peer: PeerSlots | undefined;
  /** Offsets in the frame of hashes of transactions and blocks, of 32 bytes each. */
  readonly hashes?: readonly number[];
  /** What it does to the connection. */
  readonly connection?: 'opens' | 'closes';
  /** The node says with it that the peer broke a rule: an `error` for a filter. */
  readonly blames?: true;
  /** Absent where a filter can ask for nothing but its name. */
  facts?(event: E): EventFacts;
  /** undefined for messages, which are told by their content. */
  readonly wording: Wording<E> | undefined;
  /** Bytes of the shortest frame; all of it means something, but for the padding of a message. */
  readonly size: number;
  /** @throws MalformedFrame when the frame contradicts the layout. */
  decode(frame: Buffer): E;
  /** Members of a JSON object, each with the comma before it: docs/event.schema.json. */
  json(event: E): string;
}
