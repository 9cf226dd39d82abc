import type { PeerNetwork } from '../text/peerNetworks';
import type { Family } from '../families';
import type { GapCause } from '../text/gapCauses';

/** A node's connection, by what its events carry. */
export interface LadderPeer {
  pid: number;
  /** Peer id as the node counts. */
  peer: number;
}

/** What a ladder panel shows; it outlives a reload of the window in the webview's state. */
export interface LadderSource {
  /** Absolute path of the capture file. */
  capture: string;
  /** 'all': those that come later too. */
  peers: readonly LadderPeer[] | 'all';
  /** The next click on a peer takes its place. */
  preview?: boolean;
}

export const TIME_FORMATS = ['absolute', 'relative', 'delta'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];
/** 'zero': since a row that the user chose. */
export type TimeMode = TimeFormat | 'zero';

/**
 * A vertical line of the diagram: the lane of a peer, from 0, or a node, from -1 downwards.
 * See {@link nodeLine}.
 */
export type Line = number;

/** @param nth Index of {@link LadderHeader.nodes}. */
export function nodeLine(nth: number): Line {
  return -1 - nth;
}

/** Who is at one end of the arrows. */
export interface Lifeline {
  /** 'others': all peers that are too many to be told apart. */
  kind: 'node' | 'peer' | 'others';
  /** The alias that the user gave, the address, or the node's name. */
  title: string;
  /** The alias alone; missing where there is none. */
  alias?: string;
  detail: string;
  /** Empty for a node, as all that follows. */
  connectionType: string;
  network: PeerNetwork;
  /** What the peer calls itself; empty when no `version` message was seen. */
  userAgent: string;
  /** Why nothing more will come; empty while something may. */
  closed: string;
}

/** Who has a lane in some rows of the view. */
export interface Head extends Lifeline {
  lane: number;
  source: LadderPeer;
  /** Positions of the view where its line begins and ends; `last` is missing while more may come. */
  first: number;
  last: number | undefined;
  /** Rows of those asked for that are its own. */
  talks: number;
}

export interface Heads {
  /** By lane, and one after the other where they had the same one. At most {@link MOST_HEADS}: those who talk, and others. */
  heads: Head[];
  /** Further peers that are connected in those rows. */
  more: number;
}

/** As many as rows may be asked for at once. */
export const MOST_HEADS = 500;

export interface LadderHeader {
  nodes: Lifeline[];
  /** Peers that have rows, or had. */
  peers: number;
  /** The peer, where there is only one. */
  only: Lifeline | undefined;
  /** A trace is running. */
  live: boolean;
}

export const SORTS = ['latency', 'size'] as const;
export interface LadderSort {
  by: (typeof SORTS)[number];
  descending: boolean;
}
/** Rows that are sorted at most. */
export const MOST_SORTED = 200_000;

/** What of the source is shown. */
export interface LadderQuery {
  /** In the language of docs/filter-language.md. */
  filter: string;
  /** Rows that the filter finds are marked, and the others stay. */
  find: boolean;
  hidden: readonly Family[];
  muted: readonly LadderPeer[];
  /** The first row of the capture that is shown. */
  from: number;
  /** The first row that is not shown any more, of a stretch that was chosen. Missing: none. */
  until?: number | undefined;
  /** Time that the height of a row represents, milliseconds; 0: rows follow each other closely. */
  msPerRow: number;
  /** Missing: in the order of the capture. */
  sort?: LadderSort | undefined;
}

export const EVERYTHING: LadderQuery = {
  filter: '',
  find: false,
  hidden: [],
  muted: [],
  from: 0,
  msPerRow: 0,
};

/** What {@link LadderQuery.msPerRow} may be. */
export const SPACINGS = [0, 1, 10, 100, 1000] as const;

/** How many events are missing, and why. */
export interface RowGap {
  count: number;
  cause: GapCause;
}

/** The other end of a pair. */
export interface RowLink {
  row: number;
  /** Time between the two, microseconds. */
  latencyUs: number;
}

/** What a rule of the conversation says about a row. */
export interface RowFinding {
  severity: 'error' | 'warning' | 'note';
  /** The rule, and its source in Core or a BIP. */
  rule: string;
  source: string;
  /** A sentence. */
  text: string;
}

export interface RowBase {
  /** Row of the capture: what the inspector asks for. */
  row: number;
  source: LadderPeer;
  /** Unix time, microseconds. */
  wallUs: number;
  /** Since the row above, microseconds; 0 in the first. */
  deltaUs: number;
  /** That time has rows of its own. */
  spaced: boolean;
  /** Events of the whole trace that are missing since the row above; most often none. */
  gaps: RowGap[];
  /** The filter finds it, where it does not hide the others. */
  match: boolean;
  /** What the user noted about it; missing where there is no bookmark. */
  bookmark?: string;
  /** What rules say about it; missing where they say nothing. */
  findings?: RowFinding[];
}

export interface MessageRow extends RowBase {
  kind: 'message';
  direction: 'inbound' | 'outbound';
  from: Line;
  to: Line;
  messageType: string;
  family: Family;
  /** What it says, without its type: `3 wtx`; empty when there is nothing to say or it is gone. */
  summary: string;
  /** Bytes of the payload, and what was captured of them. */
  size: number;
  captured: number;
  truncated: boolean;
  /** Why part of it is lost; undefined when it is whole or cut by the user's snap length. */
  incomplete: 'ring-full' | 'unreadable' | undefined;
  /** Made from its fields, which do not tell every byte. */
  reconstructed: boolean;
  /** What this one answers, and what answered it last. */
  request: RowLink | undefined;
  answer: RowLink | undefined;
  /** What was asked for and did not come: `unanswered` when it is too late. */
  missing: number;
  unanswered: boolean;
  /** From one traced node to another, microseconds; undefined when it was seen at one end only. */
  transitUs: number | undefined;
  /** What came of it in the node, which its summary tells; missing where nothing is known to have. */
  outcome?: RowLink;
}

/** Something that happened to the connection, or to the node. */
export interface NoteRow extends RowBase {
  kind: 'note';
  at: Line;
  /** `connected (outbound-full-relay)`: what happened, in words. */
  text: string;
  /** `end`: nothing of its peer follows. `warning`: something is amiss. */
  tone: 'plain' | 'end' | 'warning';
  /** What the node did this for, which the text tells; missing where that is not known. */
  cause?: RowLink;
}

/** Time in which nothing happened, where rows are spaced by time: `row` is the one below. */
export interface PauseRow extends RowBase {
  kind: 'pause';
  /** The whole stretch, microseconds. */
  pauseUs: number;
  /** It takes less room than its time. */
  folded: boolean;
  /** The row of the stretch that says how long it is. */
  labelled: boolean;
}

export type LadderRow = MessageRow | NoteRow | PauseRow;

export type FilterChange = 'save' | 'rename' | 'delete';

/** What may stand in place of characters [from, to) of a filter. */
export interface FilterCompletion {
  insert: string;
  from: number;
  to: number;
  about: string;
  /** Messages in the capture; undefined where that is not known. */
  count: number | undefined;
}

/** A filter under the name that the user or this extension gave it. */
export interface NamedFilter {
  name: string;
  filter: string;
}

/** What the filter box offers as a whole. */
export interface FilterLists {
  /** The latest first. */
  recent: readonly string[];
  /** The user's own. */
  saved: readonly NamedFilter[];
  /** Those that were saved with the capture; one that was in force then has no name. */
  ofCapture: readonly NamedFilter[];
  /** Those that come with the extension. */
  supplied: readonly NamedFilter[];
}

/** A stretch of the time that the view covers; all of the same length. */
export interface OverviewBucket {
  /** Events of the whole capture. */
  events: number;
  /** Rows of the view. */
  shown: number;
  /** Rows that the filter finds, where it hides no others. */
  matches: number;
  /** Rows that say that something is amiss with one of the ladder's peers. */
  findings: number;
  bookmarks: number;
  lost: number;
  /** The first position of the view in it. */
  position: number;
}

/** How much a view shows. */
export interface ViewCounts {
  /** Messages in the view, of all of the ladder's peers. */
  shown: number;
  of: number;
  /** Rows that the filter finds; 0 without a filter. */
  matches: number;
}

export const EXPORT_FORMATS = ['svg', 'png', 'text'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface DrawingWanted {
  format: ExportFormat;
  /** With stand-ins for what tells who somebody is. */
  redacted: boolean;
  /** What whoever looks at it is to know, in a sentence; or ''. */
  about: string;
}

/** What a drawing is made of. */
export interface Drawn {
  nodes: Lifeline[];
  heads: Head[];
  rows: LadderRow[];
}

/** How far a view has grown. */
export interface Growth {
  length: number;
  counts: ViewCounts;
  /** The share of the capture's rows that were looked at: 0 to 1. */
  scanned: number;
  /** Why nothing more is found, and what to do next; empty while all is well. */
  problem: string;
  /** Rows that were found and are not among the sorted ones. */
  unsorted: number;
  /** What of the filter can find nothing so far. */
  hints: readonly FilterProblem[];
}

/** All columns in their order; those that are not chosen by the user are shown where there is room and use for them. */
export const COLUMNS = [
  'number',
  'time',
  'delta',
  'lane',
  'direction',
  'peer',
  'type',
  'summary',
  'pair',
  'size',
] as const;
export type Column = (typeof COLUMNS)[number];
export const COLUMN_NAMES: Record<Column, string> = {
  number: 'Number',
  time: 'Time',
  delta: 'Δ',
  lane: 'Lifelines',
  direction: 'Direction',
  peer: 'Peer',
  type: 'Type',
  summary: 'Summary',
  pair: 'Latency',
  size: 'Size',
};

/** A view as its page first gets it; rows of earlier generations are void. */
export interface ShownView extends Growth {
  generation: number;
  source: LadderSource;
  header: LadderHeader;
  timeFormat: TimeFormat;
  /** Unix time of the capture's beginning, microseconds. */
  startUs: number;
  /** The zone that times of day are shown in: minutes ahead of UTC, on the node's machine. */
  zoneMinutes: number;
  query: LadderQuery;
  /** What the page would ask for first. */
  first?: FirstRows | undefined;
  /** Where the row of {@link ViewQuery} is that stays in its place. */
  located?: LocatedRow | undefined;
}

/** A row that keeps its position in the window while the view around it changes. */
export interface Anchor {
  /** The row of the capture. */
  row: number;
  /** Rows of the view that are above it in the window. */
  above: number;
}

/** What a page wants to show next. */
export interface ViewQuery {
  query: LadderQuery;
  /** The user is not done with the filter. */
  writing?: boolean;
  /** Which rows come into view: those around one, or the last; without it the first. */
  around?: Anchor | 'end' | undefined;
}

/** The rows that come into view, by position. */
export interface FirstRows {
  /** A multiple of {@link ROW_BLOCK}. */
  from: number;
  rows: LadderRow[];
  heads: Heads;
}

/** Rows that a page asks for together. */
export const ROW_BLOCK = 50;

/** Characters [from, to) of a filter make no sense, or can find nothing. */
export interface FilterProblem {
  text: string;
  from: number;
  to: number;
  /** What was probably meant in their place. */
  instead: string | undefined;
  /** The filter makes sense, and finds nothing. */
  findsNothing?: true;
}

/** Where a row of the capture is in the view. */
export interface LocatedRow {
  row: number;
  position: number;
  /** The row is there; otherwise the next one is, or the end. */
  exact: boolean;
  /** It is of a peer that the ladder does not show, whatever the filter is. */
  elsewhere?: true;
}

/** What a peer had to do with a transaction or block: times are microseconds since it was first named. */
export interface StoryLine {
  /** `7`, as the node counts; with the node where there are several. */
  peer: string;
  address: string;
  /** The first of each; missing where there is none. */
  announced?: StoryMoment;
  asked?: StoryMoment;
  delivered?: StoryMoment;
}

export interface StoryMoment {
  /** Row of the capture. */
  row: number;
  direction: 'inbound' | 'outbound';
  messageType: string;
  sinceUs: number;
}

/** What the node did with it. */
export interface StoryDeed {
  /** Row of the capture. */
  row: number;
  /** `accepted 1,234 sat, 8.1 sat/vB`. */
  text: string;
  sinceUs: number;
}

export interface Story {
  /** What happened, in a sentence for each node. */
  title: string;
  deeds: StoryDeed[];
  lines: StoryLine[];
}

/** What the page does by itself when a key or the palette asks for it. */
export const PAGE_ACTIONS = [
  'focusFilter',
  'findInLadder',
  'nextMatch',
  'previousMatch',
  'goToPair',
  'toggleFollow',
  'togglePause',
  'ladderKeys',
  'inspectRow',
] as const;
export type PageAction = (typeof PAGE_ACTIONS)[number];

/** What the page may have the host do, also for a key. */
export const PAGE_COMMANDS = [
  'copyAsText',
  'exportLadder',
  'setTimeZero',
  'toggleBookmark',
  'nextBookmark',
  'previousBookmark',
  'showFindings',
  'showBookmarks',
  'showCompactBlocks',
  'checkSetup',
] as const;
export type PageCommand = (typeof PAGE_COMMANDS)[number];

/**
 * What a ladder's page asks of the host. Where a request names a generation, the answer is undefined
 * when another view is shown by then.
 */
export interface LadderHost {
  requests: {
    /**
     * `show` comes before the answer: once the first rows are found, so that those of before stay until
     * then. A filter that makes no sense is the answer; what is shown stays. It stays, too, where a filter finds
     * nothing whose last word nobody knows, while the user is `writing`: the rest of it is about to come.
     */
    query: [ViewQuery, FilterProblem | undefined];
    /** Like `query`, but leaves out what has arrived so far. */
    clear: [ViewQuery, FilterProblem | undefined];
    /** Rows [from, to) of the view, at most {@link MAX_ROWS_PER_REQUEST}. */
    rows: [{ generation: number; from: number; to: number }, LadderRow[] | undefined];
    /** Who has a lane in rows [from, to) of the view. `watch`: the host tells when that changes. */
    heads: [{ generation: number; from: number; to: number; watch: boolean }, Heads | undefined];
    complete: [{ text: string; cursor: number }, FilterCompletion[]];
    filters: [object, FilterLists];
    locate: [{ generation: number; row: number }, LocatedRow | undefined];
    /** The next row that the filter finds, from a position of the view; 'none' where no more follows. */
    find: [
      { generation: number; position: number; backward: boolean },
      LocatedRow | 'none' | undefined,
    ];
    /** Which of the rows that the filter finds this is, from 1; 0 for none of them. */
    nth: [{ generation: number; row: number }, number | undefined];
    overview: [{ generation: number; buckets: number }, OverviewBucket[] | undefined];
    /** What is drawn, with stand-ins for what tells who somebody is. */
    redact: [Drawn, Drawn];
  };
  notices: {
    /** The page is loaded; with what it showed before it was hidden. */
    ready: { query: LadderQuery };
    savedFilters: { query: LadderQuery };
    /** The user has written a filter to its end. */
    usedFilter: { filter: string };
    /** The user wants to give a filter a name, a saved one another name, or to delete it. */
    changeFilter: { change: FilterChange } & NamedFilter;
    /** The user wants to choose columns. */
    columns: { shown: readonly Column[] };
    /** Opens the inspector: below the ladder where that has too little width for both, pixels. */
    inspect: { row: number; width: number };
    /**
     * The active row or the selection, positions [from, to), changed: an inspector that is on screen
     * follows, unless it was there before.
     */
    select: { row: number; from: number; to: number; follows: boolean };
    run: { command: PageCommand };
    /** Puts a text of the page into the clipboard. */
    copyText: { text: string };
  };
}

/** What the host tells a ladder's page, and asks of it. */
export interface LadderPage {
  requests: {
    draw: [DrawingWanted, Drawing];
  };
  notices: {
    show: ShownView;
    grown: Growth & { generation: number };
    header: { header: LadderHeader };
    /** Of the rows whose heads were asked for last. */
    heads: Heads & { generation: number };
    /** More is known of rows that were sent. */
    stale: { generation: number };
    /** Where a transaction or block came from; nothing where the filter asks for something else. */
    story: { story: Story | undefined };
    /** The palette asks for it, or, where the user is not writing, a key. */
    act: { action: PageAction | PageCommand; byKey: boolean };
    /** Goes to a row of the capture. */
    goTo: { row: number };
    /** What a menu of VS Code asks for. @param toFirst Goes to the first row that the filter finds. */
    setQuery: { query: LadderQuery; toFirst?: boolean };
    setZero: { wallUs: number };
    setColumns: { shown: readonly Column[] };
    /** Moves the lane of a peer among the others. */
    moveLane: { lane: number; by: -1 | 1 };
    setMark: { row: number; wallUs: number };
    /** The inspector shows this row now: the selection moves there. */
    inspected: { row: number };
    /** There is nothing to show any more, and why. */
    gone: { text: string };
  };
}

export const MAX_ROWS_PER_REQUEST = 500;

/** A part of a ladder as a file. */
export interface Drawing {
  format: ExportFormat;
  content: string | Uint8Array;
  /** How many rows are drawn, of those that were chosen. */
  rows: number;
  of: number;
}
