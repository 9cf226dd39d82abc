/** A row of the Peers view, in words that are ready to be shown. */
export interface PeersRow {
  /** The same for the same thing as long as the recording is shown. */
  id: string;
  kind: 'recording' | 'waiting' | 'node' | 'peer' | 'closed' | 'others' | 'type' | 'more';
  /** 1 for a node, or for a recording where there are several. */
  level: number;
  /** Whether the rows below it are shown; undefined for a row that has none. */
  open: boolean | undefined;
  icon: PeersIcon;
  /** The number that the node gave a peer; otherwise empty. */
  number: string;
  label: string;
  /** The user gave the label: it is a peer's name, rather than its address. */
  named: boolean;
  detail: string;
  /** What rules of the conversation told of the peer; undefined where there is nothing grave. */
  found: FoundNote | undefined;
  traffic: TrafficTexts | undefined;
  /** Unix milliseconds of its latest event; undefined where that says nothing. */
  lastMs: number | undefined;
  /** The row for a screen reader, without how long ago it was. */
  speech: string;
  /** It is over: drawn in grey. */
  over: boolean;
  /** The time that its age is counted from, Unix milliseconds, which stands still; missing: that of all rows. */
  nowMs: number | undefined;
  /** It is of the trace that goes on. */
  tracing: boolean;
}

export type PeersIcon =
  | ''
  | 'inbound'
  | 'outbound'
  | 'closed'
  | 'warning'
  | 'server'
  | 'ended'
  | 'history'
  | 'waiting'
  | 'live'
  | 'file';

/** A count as short as a badge. */
export interface FoundNote {
  /** `3`, `9+`. */
  text: string;
  gravest: 'error' | 'warning';
}

/** Messages and bytes that went out, and those that came in. */
export interface TrafficTexts {
  outMessages: string;
  outBytes: string;
  inMessages: string;
  inBytes: string;
}

/** What a row tells when it is pointed at. */
export interface PeersAbout {
  title: string;
  facts: readonly (readonly [name: string, value: string])[];
}

/** What the view shows while there is no recording. */
export interface PeersWelcome {
  /** Captures that were opened or saved last. */
  recent: readonly RecentCapture[];
}

export interface RecentCapture {
  /** Absolute path. */
  path: string;
  name: string;
  /** Its folder. */
  folder: string;
}

/** What the buttons of the page do. */
export type PeersAction =
  | 'start'
  | 'demo'
  | 'connectFleet'
  | 'openCapture'
  | 'checkSetup'
  | 'walkthrough'
  | 'openLadderOfAll';

/** What the extension host does for the page. */
export interface PeersHost {
  requests: {
    /** undefined for a row that is gone, or that has nothing more to tell. */
    about: [{ id: string }, PeersAbout | undefined];
  };
  notices: {
    ready: object;
    /** A row is opened or closed. */
    toggle: { id: string; open: boolean };
    /** Shows the ladder of these rows. */
    openLadder: { ids: readonly string[] };
    /** Shows what was found of a peer. */
    openFindings: { id: string };
    /** Commands that name no row are about these. */
    select: { ids: readonly string[] };
    /** The mouse is over the rows, which keep their order until it leaves. */
    hold: { held: boolean };
    act: { action: PeersAction };
    openRecent: { path: string };
  };
}

export interface PeersShown {
  rows: readonly PeersRow[];
  /** Above the rows; empty while all is well. */
  message: string;
  /** Below the rows; whether nothing of the messages is on screen. */
  hint: boolean;
  /** The time that ages are counted from, Unix milliseconds. */
  nowMs: number;
  /** Time goes on. */
  live: boolean;
  /** Shown in place of rows. */
  welcome: PeersWelcome | undefined;
}

/** What the page shows for the extension host. */
export interface PeersPage {
  requests: Record<string, never>;
  notices: {
    show: PeersShown;
    /** Rows that are shown have other figures. */
    figures: { rows: readonly PeersRow[]; nowMs: number };
  };
}
