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
  /** Of the fields that the message consists of. */
  fieldCount: number;
  /** The first of them, so that the page is complete with one answer. */
  fields: InspectedField[];
  offers: InspectorOffers;
}

/** What can be done here besides: a button is absent where it could do nothing. */
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
  /** Of children. */
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
  /** In the order of their bytes. */
  differences: InspectedDifference[];
  /** There are more. */
  more: boolean;
  /** Bytes [from, to) of the shown message that the other has not in that place. */
  bytes: { from: number; to: number }[];
  /** Of all these ranges. */
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

export type HostToInspector =
  | { type: 'show'; capture: string; message: InspectedMessage }
  | { type: 'bytes'; row: number; offset: number; bytes: Uint8Array }
  /** Children of a field from an index on. */
  | { type: 'children'; row: number; path: InspectedPath; from: number; fields: InspectedField[] }
  /** A field with those that it lies in, outermost first; `offset` when it was asked for by byte. */
  | {
      type: 'located';
      row: number;
      path: InspectedPath;
      fields: InspectedField[];
      offset?: number;
    }
  /** Either paths or offsets, in order; `problem` when the query makes no sense. */
  | {
      type: 'found';
      row: number;
      search: number;
      paths: InspectedPath[];
      offsets: number[];
      /** Bytes of a match. */
      length: number;
      /** There are more. */
      more: boolean;
      problem?: string;
    }
  /** What is known by now, as of a pair that has been found. */
  | { type: 'facts'; row: number; facts: InspectedFact[] }
  | { type: 'compared'; row: number; comparison: InspectedComparison }
  /** A short remark, for the status line. */
  | { type: 'say'; text: string }
  /** There is nothing to show, and why. */
  | { type: 'gone'; text: string };

export type InspectorToHost =
  | { type: 'ready' }
  /** Answered by `bytes`; at most {@link MAX_BYTES_PER_REQUEST}. */
  | { type: 'bytes'; row: number; offset: number; length: number }
  /** Answered by `children`; at most {@link MAX_FIELDS_PER_REQUEST}. */
  | { type: 'children'; row: number; path: InspectedPath; from: number; to: number }
  /** Answered by `located`: the leaf that has the byte, or the field itself. */
  | { type: 'locateByte'; row: number; offset: number }
  | { type: 'locateField'; row: number; path: InspectedPath }
  /** Answered by `found`, unless another search follows; an empty query ends it. */
  | { type: 'find'; row: number; search: number; in: FindIn; query: string }
  /** To the clipboard. */
  | { type: 'copy'; row: number; what: CopyRequest }
  | { type: 'save'; row: number }
  | { type: 'openHexEditor'; row: number }
  /** The next or previous message of the same peer, or of the same type. */
  | { type: 'step'; row: number; same: 'peer' | 'type'; by: 1 | -1 }
  | { type: 'show'; row: number; other: number }
  /** Lets the user choose; answered by `compared`. */
  | { type: 'compare'; row: number }
  | { type: 'goToHandler'; row: number }
  | { type: 'follow'; row: number; path: InspectedPath };

export const MAX_BYTES_PER_REQUEST = 65_536;
export const MAX_FIELDS_PER_REQUEST = 256;

/** What the webview keeps over a reload; the host reads the first two. */
export interface InspectorState {
  capture: string;
  row: number;
  /** Where in the message the user was. */
  place?: InspectorPlace;
  /** Of the field tree in the window, percent. */
  share?: number;
}

export interface InspectorPlace {
  open: InspectedPath[];
  selected: InspectedPath;
}
