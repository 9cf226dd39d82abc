/** Which child of which child: how a field of the shown message is named. */
export type InspectedPath = readonly number[];

/** One message as the inspector shows it; its fields and bytes are asked for as they come in view. */
export interface InspectedMessage {
  /** Row of the capture. */
  row: number;
  messageType: string;
  facts: InspectedFact[];
  /** Bytes of the payload as the node had them. */
  size: number;
  /** Bytes that can be asked for. */
  captured: number;
  /** How many fields the message consists of. */
  fieldCount: number;
  /** The first of them, so that the page is complete with one answer. */
  fields: InspectedField[];
  offers: InspectorOffers;
}

/** What else can be done here: a button is absent where it could do nothing. */
export interface InspectorOffers {
  /** The workspace holds Bitcoin Core's source, with code for this type. */
  handler: boolean;
  /** VS Code's hex editor is installed. */
  hexEditor: boolean;
  /** The ladder can follow a hash. */
  follow: boolean;
}

/** A line of metadata; its strings come from the host ready to be shown as text. */
export interface InspectedFact {
  name: string;
  value: string;
  /** Something is missing or wrong: drawn as a warning. */
  warning?: true;
  /** Leads to another message. */
  row?: number;
  /** Leads to a byte of the payload. */
  offset?: number;
}

/** As FieldDescription of src/bitcoin/describeField.ts says it. */
export interface InspectedField {
  name: string;
  type: string;
  text: string;
  /** Bytes [start, end) of the payload. */
  start: number;
  end: number;
  /** How many children it has. */
  count: number;
  derived?: true;
  /** What the value identifies. */
  hash?: 'txid' | 'wtxid' | 'block';
  warning?: string;
  /** The message breaks within it. */
  broken?: true;
  /** Its text takes a while and will be sent once more. */
  pending?: true;
}

/** What differs between the shown message and another. */
export interface InspectedComparison {
  /** `inv of peer 3, 14:03:22.123` */
  with: string;
  /** Differing fields, in the order of their bytes. */
  differences: InspectedDifference[];
  /** There are more. */
  more: boolean;
  /** Bytes [from, to) of the shown message that the other does not have at that position. */
  bytes: { from: number; to: number }[];
  /** How many bytes all these ranges have. */
  byteCount: number;
}

export interface InspectedDifference {
  path: InspectedPath;
  /** How the other message has it; undefined where it has no such field. */
  other?: string;
  /** Only the other message has it: `path` is where it would be. */
  missing?: true;
  name: string;
}

export type FindIn = 'fields' | 'hex' | 'text';

export type CopyRequest =
  | { format: 'hex'; from: number; to: number }
  | { format: 'value'; path: InspectedPath }
  | { format: 'json' }
  | { format: 'python' };

/** A field with those that it lies in, outermost first. */
export interface LocatedField {
  path: InspectedPath;
  fields: InspectedField[];
}

/** Either paths or offsets, in order. */
export interface FoundMatches {
  paths: InspectedPath[];
  offsets: number[];
  /** Bytes of a match. */
  length: number;
  /** There are more. */
  more: boolean;
  /** The query makes no sense, and why. */
  problem?: string;
}

/** All that a page asks is about the message that it shows, by its row. */
type OfMessage<T = object> = T & { row: number };

/** What the inspector's page asks of the host. An answer is undefined when another message is shown by then. */
export interface InspectorHost {
  requests: {
    /** Bytes of the payload, at most {@link MAX_BYTES_PER_REQUEST}. */
    bytes: [OfMessage<{ offset: number; length: number }>, Uint8Array | undefined];
    /** Children of a field from an index on, at most {@link MAX_FIELDS_PER_REQUEST}. */
    children: [
      OfMessage<{ path: InspectedPath; from: number; to: number }>,
      InspectedField[] | undefined,
    ];
    /** The leaf that has the byte. */
    locateByte: [OfMessage<{ offset: number }>, LocatedField | undefined];
    locateField: [OfMessage<{ path: InspectedPath }>, LocatedField | undefined];
    /** Undefined also when another search follows; an empty query ends one. */
    find: [OfMessage<{ in: FindIn; query: string }>, FoundMatches | undefined];
    /** Lets the user choose the other message; undefined also when they do not. */
    compare: [OfMessage, InspectedComparison | undefined];
  };
  notices: {
    ready: object;
    /** Copies to the clipboard. */
    copy: OfMessage<{ what: CopyRequest }>;
    save: OfMessage;
    openHexEditor: OfMessage;
    /** The next or previous message of the same peer, or of the same type. */
    step: OfMessage<{ same: 'peer' | 'type'; by: 1 | -1 }>;
    show: OfMessage<{ other: number }>;
    goToHandler: OfMessage;
    follow: OfMessage<{ path: InspectedPath }>;
  };
}

/** What the host tells the inspector's page. */
export interface InspectorPage {
  requests: Record<string, never>;
  notices: {
    show: { capture: string; message: InspectedMessage };
    /** Children of a field from an index on, which were sent as pending before. */
    fields: OfMessage<{ path: InspectedPath; from: number; fields: InspectedField[] }>;
    /** What is known by now, as of a pair that has been found. */
    facts: OfMessage<{ facts: InspectedFact[] }>;
    /** A short remark, for the status line. */
    say: { text: string };
    /** There is nothing to show, and why. */
    gone: { text: string };
  };
}

export const MAX_BYTES_PER_REQUEST = 65_536;
export const MAX_FIELDS_PER_REQUEST = 256;

/** What the webview keeps over a reload; the host reads the first two. */
export interface InspectorState {
  capture: string;
  row: number;
  /** Where in the message the user was. */
  place?: InspectorPosition;
  /** The field tree's share of the window, percent. */
  share?: number;
}

export interface InspectorPosition {
  open: InspectedPath[];
  selected: InspectedPath;
}
