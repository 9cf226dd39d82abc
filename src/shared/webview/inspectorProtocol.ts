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
  /** The fields that are open at first, each after those that it lies in. */
  opened: OpenedField[];
  offers: InspectorOffers;
}

/** A field with the first of its children. */
export interface OpenedField {
  path: InspectedPath;
  fields: InspectedField[];
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
  /** Which of the two lines in sight has it, and in which words; other facts are one click away. */
  brief?: { line: 1 | 2; text: string };
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
  /** While the message is compared: what the other one has in its place. */
  compared?: {
    text: string;
    differs?: true;
    /** Only one of the messages has the field. */
    only?: 'here' | 'there';
  };
}

/** What differs between the shown message and another; the fields are all of both. */
export interface InspectedComparison extends Pick<
  InspectedMessage,
  'fieldCount' | 'fields' | 'opened'
> {
  /** Row of the other message. */
  other: number;
  /** The shown message and the other one: `#12, peer 3`. */
  here: string;
  there: string;
  /** `peer 3, inbound, 14:03:22.123` */
  with: string;
  /** Paths of differing fields, in the order of their bytes. */
  differences: InspectedPath[];
  /** There are more. */
  more: boolean;
  /** Bytes [from, to) of the shown message that the other does not have at that position. */
  bytes: { from: number; to: number }[];
  /** How many bytes all these ranges have. */
  byteCount: number;
}

/** What the page can be asked to do by a key or a menu of VS Code. */
export type InspectorCommand =
  | 'nextOfPeer'
  | 'previousOfPeer'
  | 'nextOfType'
  | 'previousOfType'
  | 'copyField'
  | 'copyMessageAsPython'
  | 'compareMessage'
  | 'findInMessage'
  | 'goToOffset'
  | 'inspectorKeys';

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
    /**
     * Without another message the user chooses one; undefined also when they do not, or when the other one
     * is gone.
     */
    compare: [OfMessage<{ other?: number }>, InspectedComparison | undefined];
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
    /** The shown message is looked at by itself again. */
    endComparison: OfMessage;
    follow: OfMessage<{ path: InspectedPath }>;
    /** To be told again when the page is loaded again. */
    keep: { state: InspectorState };
  };
}

/** What the host tells the inspector's page. */
export interface InspectorPage {
  requests: Record<string, never>;
  notices: {
    /** @param kept What the page had the host keep, where that was for this message. */
    show: { capture: string; message: InspectedMessage; kept: InspectorState | undefined };
    /** Children of a field from an index on, which were sent as pending before. */
    fields: OfMessage<{ path: InspectedPath; from: number; fields: InspectedField[] }>;
    /** What is known by now, as of a pair that has been found. */
    facts: OfMessage<{ facts: InspectedFact[] }>;
    /** A key or a menu of VS Code asks for it. */
    run: { command: InspectorCommand };
    /** A short remark, for the status line. */
    say: { text: string };
    /** There is nothing to show, and why. */
    gone: { text: string };
  };
}

export const MAX_BYTES_PER_REQUEST = 65_536;
export const MAX_FIELDS_PER_REQUEST = 256;

/** What the webview keeps over a reload, and the host for it; keptInspector.ts reads what any version kept. */
export interface InspectorState {
  capture: string;
  row: number;
  /** When it was kept, Unix milliseconds. */
  at: number;
  /** Where in the message the user was. */
  place?: InspectorPosition;
  /** The field tree's share of the window, percent, where the user chose it: above the bytes, and beside them. */
  share?: { above?: number; beside?: number };
  /** All facts are shown. */
  more?: boolean;
}

export interface InspectorPosition {
  open: InspectedPath[];
  selected: InspectedPath;
  /** Missing while no bytes are selected. */
  bytes?: SelectedBytes;
  /** Row of the message that this one is compared with. */
  comparedWith?: number;
}

/** A run of bytes, from where selecting began to the byte that the keyboard is on. */
export interface SelectedBytes {
  anchor: number;
  active: number;
}
