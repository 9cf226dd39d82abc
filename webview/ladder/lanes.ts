import type { Line } from '../../src/shared/webview/ladderProtocol';

/** Pixels that an arrow must have, so that it can be read what it says. */
export const LEAST_ARROW = 90;
/** The same where a type stands between two lifelines, and could hide both ends of its arrow: `sendtxrcncl`. */
const LEAST_PAIR_ARROW = 130;
/** Pixels beside the two lifelines of a ladder of one peer. */
const EDGE = 24;
/** Of a list: pixels of a lane, of a node's line, and of the fold of all quiet lanes. */
const LEAST_STEP = 12;
/** Pixels of a lane beside the fold, the widest first. They are few, so that lanes seldom move. */
const STEPS = [96, 80, 64, 48, 40, 32, 24, 20, 16, LEAST_STEP] as const;
/** Lanes become wider only where they then leave so much of the room: a few more do not make them narrow again. */
const SPARE_ROOM = 0.2;
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
  /** Quiet lanes that stay where there is room, those who talked last first. */
  before: readonly number[];
  /** Pixels of a lane in the list of before. */
  stepBefore: number | undefined;
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
  const { nodes, lanes, unfolded, more, wanted } = demand;
  const most = Math.floor(
    wanted ??
      Math.max(LEAST_LANES, Math.min(left * LIST_SHARE, left - LEAST_LIST_SUMMARY, MOST_LIST)),
  );
  const start = Math.max(1, nodes) * NODE_STEP;
  const room = most - start;
  const fits = more === 0 && lanes.length * LEAST_STEP + END <= room;
  const shown = fits || unfolded ? lanes : chooseLanes(demand, capacityOf(room, LEAST_STEP));
  const step = fits
    ? Math.min(
        wanted === undefined ? MOST_STEP : Infinity,
        Math.floor((room - END) / Math.max(1, lanes.length)),
      )
    : chooseStep(shown.length, room, demand.stepBefore);
  const folded = lanes.length - shown.length + more;
  const content = shown.length * step;
  const width = fits && wanted === undefined ? start + content + END : most;
  // Where they scroll, no head is cut by the fold.
  const whole = start + capacityOf(width - start, step) * step;
  const beside = start + content <= width - FOLD ? width - FOLD : whole;
  const right = fits ? width - END : beside;
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

/** Those who talk, and of the others those who talked last, as long as there is room. */
function chooseLanes(
  { lanes, talking, before }: Pick<LaneDemand, 'lanes' | 'talking' | 'before'>,
  capacity: number,
): number[] {
  const quiet = before.filter((lane) => lanes.includes(lane) && !talking.has(lane));
  const talk = lanes.filter((lane) => talking.has(lane)).length;
  const stay = new Set(quiet.slice(0, Math.max(0, capacity - talk)));
  return lanes.filter((lane) => talking.has(lane) || stay.has(lane));
}

/** As wide as there is room for; as before, where that does nearly as well. */
function chooseStep(shown: number, room: number, before: number | undefined): number {
  const fits = (step: number, share: number): boolean => shown * step <= (room - FOLD) * share;
  const widest = STEPS.find((step) => fits(step, 1)) ?? LEAST_STEP;
  if (before === undefined || before >= widest) return widest;
  return STEPS.find((step) => step <= before || fits(step, 1 - SPARE_ROOM))!;
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
