import type { TimeDecimals } from './timeText';
import { COLUMNS, type Column } from '../../src/shared/webview/ladderProtocol';

/** What the user made of the columns; what is missing is up to {@link chooseColumns}. */
export interface ColumnSetup {
  shown: Partial<Record<Column, boolean>>;
  /** Pixels. */
  widths: Partial<Record<Column, number>>;
}

export const FIRST_SETUP: ColumnSetup = { shown: {}, widths: {} };
/** Pixels that a column keeps at least. */
export const LEAST_WIDTH = 24;
/** Pixels between columns, and on either side of a row. */
export const GAP = 8;
export const ASIDE = 12;
/** The summary gets what is left, and so many characters at least; more where arrows share the rest with it. */
const SUMMARY = 12;
const SUMMARY_OF_ARROWS = 20;
/** Pixels of a narrow frame, where times are shown without microseconds, and others have less room, too. */
const NARROW = 760;
const LESS: Partial<Record<Column, number>> = { time: 3, peer: 1, type: 1, summary: 3 };
/** Characters that a peer's column has more where there are names in it. */
const NAMES = 10;

/** Characters that a column is wide, and pixels beside them. */
const WIDTHS: Record<Exclude<Column, 'lane'>, readonly [characters: number, pixels: number]> = {
  number: [8, 0],
  time: [15, 4],
  delta: [12, 0],
  direction: [1, 4],
  peer: [5, 0],
  type: [12, 18],
  summary: [SUMMARY, 0],
  pair: [10, 0],
  size: [7, 4],
};

/** Shown where the user has not chosen: always, or where arrows say nothing. */
const ALWAYS: ReadonlySet<Column> = new Set(['time', 'lane', 'summary', 'pair', 'size']);
const IN_LISTS: ReadonlySet<Column> = new Set(['direction', 'peer', 'type']);
/** Of a single peer, each row says the same. */
const OF_SEVERAL: ReadonlySet<Column> = new Set(['peer']);
/**
 * Those that give way where there is no room, the first first. Lifelines of a few pixels do so as well, but what
 * says who sent a message does not: nothing else would.
 */
const GIVE_WAY: readonly Column[] = ['size', 'pair', 'lane'];
/** Characters that a summary keeps before lifelines give way, and those that a time without its fraction saves. */
const TIGHT_SUMMARY = 6;
const FRACTION = 4;

export interface ColumnsOptions {
  /** Of the frame, pixels. */
  width: number;
  /** Of a character, pixels. */
  character: number;
  /** Arrows say who talks to whom, and of what. */
  arrows: boolean;
  /** Without lifelines. */
  table: boolean;
  /** There is one peer. */
  single: boolean;
  /** The user gave names to peers. */
  named: boolean;
  /** Pixels that the lane needs at least. */
  lane: number;
}

export interface ChosenColumns {
  columns: readonly Column[];
  /** Pixels, of all but the lane and the summary, which share the rest. */
  widths: Readonly<Record<Column, number>>;
  /** Pixels that are left for lane and summary. */
  left: number;
  /** Decimals of a second that are shown. */
  decimals: TimeDecimals;
  /** Characters of a type for which its column has room. */
  typeRoom: number;
  /** The user made a column narrower than what it shows. */
  pinched: boolean;
}

/** The columns for which there is room and use, and how wide they are. */
export function chooseColumns(
  { shown, widths: wanted }: ColumnSetup,
  { width, character, arrows, table, single, named, lane }: ColumnsOptions,
): ChosenColumns {
  let decimals: TimeDecimals = width < NARROW && wanted.time === undefined ? 3 : 6;
  const widths = {} as Record<Column, number>;
  let pinched = false;
  for (const column of COLUMNS) {
    const [least, pixels] = column === 'lane' ? [0, lane] : WIDTHS[column];
    let characters = column === 'summary' && arrows ? SUMMARY_OF_ARROWS : least;
    if (column === 'peer' && named) characters += NAMES;
    const own = characters - (width < NARROW ? (LESS[column] ?? 0) : 0);
    const needed = Math.ceil(own * character) + pixels;
    widths[column] = wanted[column] ?? needed;
    if (column !== 'lane' && widths[column] < needed) pinched = true;
  }
  let columns = COLUMNS.filter((column) => {
    if (column === 'lane' && table) return false;
    if (shown[column] !== undefined) return shown[column];
    if (single && OF_SEVERAL.has(column)) return false;
    return ALWAYS.has(column) || (!arrows && IN_LISTS.has(column));
  });
  const isOver = (): boolean => widthOf(columns, widths) > width;
  for (const column of GIVE_WAY) {
    // Arrows are not chosen where they have no room.
    if (column === 'lane' && arrows) continue;
    if (column === 'lane' && wanted.summary === undefined && isOver())
      widths.summary = Math.ceil(TIGHT_SUMMARY * character);
    if (isOver() && shown[column] === undefined)
      columns = columns.filter((each) => each !== column);
  }
  if (!arrows && isOver() && decimals === 3) {
    decimals = 0;
    widths.time -= Math.floor(FRACTION * character);
  }
  // What still has no room is the end of the summary: it is cut with an ellipsis, and not by the window.
  if (!arrows && isOver() && wanted.summary === undefined)
    widths.summary = Math.max(LEAST_WIDTH, widths.summary + width - widthOf(columns, widths));
  const fixed = columns.filter((column) => column !== 'lane' && column !== 'summary');
  const gaps = Math.max(0, columns.length - 1) * GAP + 2 * ASIDE;
  const used = fixed.reduce((sum, column) => sum + widths[column], gaps);
  const typeRoom = Math.floor((widths.type - WIDTHS.type[1]) / character);
  return { columns, widths, left: Math.max(0, width - used), decimals, typeRoom, pinched };
}

/** What says something of a peer only. */
const OF_PEERS: ReadonlySet<Column> = new Set(['direction', 'peer', 'type']);

/** Pixels that a row of these columns needs. */
export function widthOf(
  columns: readonly Column[],
  widths: Readonly<Record<Column, number>>,
): number {
  const gaps = Math.max(0, columns.length - 1) * GAP + 2 * ASIDE;
  return columns.reduce((sum, column) => sum + widths[column], gaps);
}

/**
 * As `grid-template-columns`; the area `of-node` is that of the summary and of the columns before it which say
 * nothing of an event that has no peer. @param lane Pixels.
 */
export function gridTemplate({ columns, widths }: ChosenColumns, lane: number): string {
  const flexible = columns.includes('summary') ? 'summary' : columns.at(-1);
  const ofNode = columns.find((column) => column === 'summary' || OF_PEERS.has(column));
  return columns
    .map((column) => {
      const width = column === 'lane' ? lane : widths[column];
      const track = column === flexible ? `minmax(${width}px, 1fr)` : `${width}px`;
      const start = column === ofNode ? '[of-node-start] ' : '';
      return `${start}${track}${column === 'summary' ? ' [of-node-end]' : ''}`;
    })
    .join(' ');
}
