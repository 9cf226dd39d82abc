/** What a ladder panel shows; it outlives a reload of the window in the webview's state. */
export interface LadderSource {
  /** Absolute path of the capture file. */
  capture: string;
  pid: number;
  /** Peer id as the node counts. */
  peer: number;
}

export const TIME_FORMATS = ['absolute', 'relative', 'delta'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

/** One vertical line of the diagram: the node is the first, its peer the second. */
export interface Lifeline {
  title: string;
  detail: string;
}

export interface LadderHeader {
  lifelines: Lifeline[];
  connectionType: string;
  /** As the peer calls itself; empty when no `version` message was seen. */
  userAgent: string;
  /** Why nothing more will come; empty while something may. */
  closed: string;
  /** Message types seen of this peer, by name. */
  messageTypes: string[];
}

/** Why events are missing: as GapCause of the capture. */
export interface RowGap {
  count: number;
  cause: 'ring-full' | 'disk-full' | 'limit' | 'damaged';
}

interface RowBase {
  /** Row of the capture: what the inspector asks for. */
  row: number;
  /** Unix time, microseconds. */
  wallUs: number;
  /** Since the row above, microseconds; 0 in the first. */
  deltaUs: number;
  /** Events of the whole trace that are missing since the row above; most often none. */
  gaps: RowGap[];
}

export interface MessageRow extends RowBase {
  kind: 'message';
  direction: 'inbound' | 'outbound';
  /** Indexes of {@link LadderHeader.lifelines}. */
  from: number;
  to: number;
  messageType: string;
  /** Bytes of the payload, and what was captured of them. */
  size: number;
  captured: number;
  truncated: boolean;
  /** Why part of it is lost; undefined when it is whole or cut by the user's snap length. */
  incomplete: 'ring-full' | 'unreadable' | undefined;
}

/** Something that happened to the connection. */
export interface NoteRow extends RowBase {
  kind: 'note';
  note: 'opened' | 'closed' | 'evicted' | 'misbehaving';
  /** `outbound-full-relay`, or the node's reason. */
  text: string;
}

export type LadderRow = MessageRow | NoteRow;

export type HostToLadder =
  /** The answer to `ready` and to `filter`; rows of earlier generations are void. */
  | {
      type: 'show';
      generation: number;
      source: LadderSource;
      header: LadderHeader;
      timeFormat: TimeFormat;
      /** Unix time of the capture's beginning, microseconds. */
      startUs: number;
      /** The zone that times of day are shown in: minutes ahead of UTC, on the node's machine. */
      zoneMinutes: number;
      messageType: string | undefined;
      length: number;
    }
  | { type: 'grown'; generation: number; length: number }
  | { type: 'header'; header: LadderHeader }
  | { type: 'rows'; generation: number; from: number; rows: LadderRow[] }
  /** There is nothing to show any more, and why. */
  | { type: 'gone'; text: string };

export type LadderToHost =
  /** The page is loaded; with the filter that it had before it was hidden. */
  | { type: 'ready'; messageType: string | undefined }
  /** Rows [from, to) of the view, at most {@link MAX_ROWS_PER_REQUEST}. */
  | { type: 'rows'; generation: number; from: number; to: number }
  /** undefined: every type. */
  | { type: 'filter'; messageType: string | undefined }
  /** Opens the inspector. */
  | { type: 'inspect'; row: number }
  /** The active row changed: an inspector that is on screen follows. */
  | { type: 'select'; row: number };

export const MAX_ROWS_PER_REQUEST = 500;
