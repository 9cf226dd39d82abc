import type { Line } from '../../src/shared/webview/ladderProtocol';

/** Pixels that an arrow must have, so that it can be read what it says. */
export const LEAST_ARROW = 90;
/** The same where a type stands between two lifelines, and could hide both ends of its arrow: `sendtxrcncl`. */
const LEAST_PAIR_ARROW = 130;
/** Pixels beside the two lifelines of a ladder of one peer. */
const EDGE = 24;
/** Of a list: pixels of a lane, of a node's line, and of the fold of all quiet lanes. */
const LEAST_STEP = 12;
const MOST_STEP = 32;
const NODE_STEP = 16;
const FOLD = 36;
/** Pixels beside the last lane of a list. */
const END = 6;
/** The share that the lanes take of what they share with the summary. */
const SHARE = 0.6;
const LIST_SHARE = 0.5;
const LEAST_SUMMARY = 160;
const LEAST_LIST_SUMMARY = 110;
const MOST_LIST = 640;
export const LEAST_LANES = 76;
/** Pixels of the lanes of a node and one peer that an arrow can be read in. */
export const LEAST_PAIR = 2 * EDGE + LEAST_PAIR_ARROW;

export interface LaneDemand {
  /** Nodes that have a line. */
  nodes: number;
  /** The lanes that are taken in the rows in view, in order. */
  lanes: readonly number[];
  /** Those who talk there. */
  talking: ReadonlySet<number>;
  /** Lanes that were shown before: they stay where there is room. */
  before: ReadonlySet<number>;
  /** The user wants to see all. */
  unfolded: boolean;
  /** Peers that have no lane here as there are too many. */
  more: number;
  /** What the user wants the lanes to have, pixels. */
  wanted: number | undefined;
}

/** Whether the arrows have room for what they say. @param left Pixels for lanes and summary. */
export function hasArrows({ nodes, lanes, wanted }: LaneDemand, left: number): boolean {
  const lines = Math.max(2, nodes + lanes.length);
  const room = wanted ?? left - LEAST_SUMMARY;
  if (lines === 2) return Math.min(room, wanted ?? left * SHARE) >= LEAST_PAIR;
  return lines * LEAST_ARROW <= room;
}

/** Where the lines of a ladder are, in pixels of the lane's column. */
export interface Lanes {
  readonly arrows: boolean;
  /** More than a node and one peer. */
  readonly many: boolean;
  /** Of the column. */
  readonly width: number;
  /** Of all lanes: where that is more than their part of the column, they scroll. */
  readonly content: number;
  /** Lanes are between here … */
  readonly left: number;
  /** … and here; what is quiet stands after it. */
  readonly right: number;
  readonly step: number;
  readonly nodes: number;
  /** The lanes that are shown, in order. */
  readonly shown: readonly number[];
  /** Peers that share the fold. */
  readonly folded: number;
  /** Where a line is before anything scrolls; undefined for one that is folded. */
  at(line: Line): number | undefined;
}

/** @param left Pixels for lanes and summary. */
export function layOutArrows(demand: LaneDemand, left: number, summary: boolean): Lanes {
  const { nodes, lanes, wanted } = demand;
  const lines = Math.max(2, nodes + lanes.length);
  const many = lines > 2;
  const least = many ? lines * LEAST_ARROW : LEAST_PAIR;
  const share = summary ? (wanted ?? Math.min(left * SHARE, left - LEAST_SUMMARY)) : left;
  const width = Math.floor(Math.max(share, least));
  const step = many ? width / lines : width - 2 * EDGE;
  const edge = many ? step / 2 : EDGE;
  const places = new Map(lanes.map((lane, i) => [lane, edge + (Math.max(1, nodes) + i) * step]));
  return {
    arrows: true,
    many,
    width,
    content: width,
    left: 0,
    right: width,
    step,
    nodes,
    shown: lanes,
    folded: 0,
    at: (line) => (line < 0 ? edge + (-1 - line) * step : places.get(line)),
  };
}

/** Narrow lanes: those of quiet peers are folded where there is no room for all. */
export function layOutList(demand: LaneDemand, left: number): Lanes {
  const { nodes, lanes, talking, before, unfolded, more, wanted } = demand;
  const most = Math.floor(
    wanted ??
      Math.max(LEAST_LANES, Math.min(left * LIST_SHARE, left - LEAST_LIST_SUMMARY, MOST_LIST)),
  );
  const start = Math.max(1, nodes) * NODE_STEP;
  const room = most - start;
  const fits = more === 0 && lanes.length * LEAST_STEP + END <= room;
  const step = fits
    ? Math.min(
        wanted === undefined ? MOST_STEP : Infinity,
        Math.floor((room - END) / Math.max(1, lanes.length)),
      )
    : LEAST_STEP;
  const capacity = capacityOf(room, step);
  const shown = fits || unfolded ? lanes : chooseLanes(lanes, talking, before, capacity);
  const folded = lanes.length - shown.length + more;
  const content = shown.length * step;
  const width = fits && wanted === undefined ? start + content + END : most;
  // Where they scroll, no head is cut by the fold.
  const right = fits ? width - END : start + capacityOf(width - start, step) * step;
  const places = new Map(shown.map((lane, i) => [lane, start + i * step + step / 2]));
  return {
    arrows: false,
    many: nodes + lanes.length > 2,
    width,
    content,
    left: start,
    right,
    step,
    nodes,
    shown,
    folded,
    at: (line) => (line < 0 ? (-1 - line) * NODE_STEP + NODE_STEP / 2 : places.get(line)),
  };
}

/** How many lanes there are room for beside the fold. */
function capacityOf(room: number, step: number): number {
  return Math.max(1, Math.floor((room - FOLD) / step));
}

/** Those who talk, and of the others those who were there before, as long as there is room. */
function chooseLanes(
  lanes: readonly number[],
  talking: ReadonlySet<number>,
  before: ReadonlySet<number>,
  capacity: number,
): number[] {
  let room = capacity - lanes.filter((lane) => talking.has(lane)).length;
  return lanes.filter((lane) => talking.has(lane) || (before.has(lane) && room-- > 0));
}

/** Where an arrow or a mark is drawn. */
export interface Placed {
  x: number;
  /** Its lane is folded, or scrolled out of sight. */
  beyond: boolean;
}

/** @param scrolled Pixels that the lanes are scrolled by. */
export function place(lanes: Lanes, line: Line, scrolled: number): Placed {
  const at = lanes.at(line);
  // The fold stands for those who have no lane here.
  if (at === undefined) return { x: (lanes.right + lanes.width) / 2, beyond: true };
  if (line < 0) return { x: at, beyond: false };
  const x = at - scrolled;
  if (x < lanes.left) return { x: lanes.left, beyond: true };
  return x > lanes.right ? { x: lanes.right, beyond: true } : { x, beyond: false };
}
