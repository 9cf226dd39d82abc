import type { Phase } from '../propagationPhases';

export const PHASE_TITLES: Record<Phase, string> = {
  heard: 'The first message by which the node heard of it',
  had: 'When it was there whole',
  took: 'When the node took it into its mempool, or connected it to its chain',
};

/** Blocks of how long ago, counted from the latest event. */
export const SPANS = { hour: 'Last hour', day: 'Last day', all: 'All' } as const;
export type Span = keyof typeof SPANS;

export const BLOCK_SORTS = ['time', 'height', 'nodes', 'median', 'p90', 'spread'] as const;
export type BlockSort = (typeof BLOCK_SORTS)[number];
export type NodeSort = 'node' | Phase;

/** What is shown, and in which order. */
export interface PropagationTable {
  /** Blocks are ranked by this. */
  phase: Phase;
  span: Span;
  blockSort: BlockSort;
  blocksDescending: boolean;
  /** Of the transaction or block that is shown; empty for none. */
  hash: string;
  nodeSort: NodeSort;
  nodesDescending: boolean;
}

export const FIRST_TABLE: PropagationTable = {
  phase: 'had',
  span: 'hour',
  blockSort: 'spread',
  blocksDescending: true,
  hash: '',
  nodeSort: 'heard',
  nodesDescending: false,
};

/** A block in the list. */
export interface BlockLine {
  hash: string;
  /** Of the hash, as there is room. */
  name: string;
  /** The whole time. */
  title: string;
  cells: Record<BlockSort, string>;
}

/** When a node came so far. */
export interface PhaseCell {
  /** Row of the capture. */
  row: number;
  /** `+1.2 ms ± 300 µs` */
  text: string;
  /** The time of day, by what, and from whom. Addresses may be chosen by others. */
  title: string;
}

export interface NodeLine {
  key: string;
  /** Its place by the phase that the table is sorted by: `1`, `≈ 2`, `?`. */
  place: string;
  node: string;
  /** By what it heard of it, and from whom. */
  from: string;
  phases: Partial<Record<Phase, PhaseCell>>;
}

/** Of all nodes that came so far. */
export interface PhaseLine {
  phase: Phase;
  nodes: string;
  median: string;
  p90: string;
  spread: string;
}

/** Nodes over time. */
export interface PhaseCurve {
  phase: Phase;
  /** Milliseconds from when the first node heard of it, ascending: one for each node. */
  ms: number[];
  medianMs: number;
  p90Ms: number;
}

export interface ChosenPropagation {
  hash: string;
  /** `Block 840,000 · first heard of at 12:00:03.125` */
  title: string;
  /** What is missing for a comparison. */
  lack: string;
  nodes: NodeLine[];
  phases: PhaseLine[];
  curves: PhaseCurve[];
  /** What the curves show, for who does not see them. */
  sentence: string;
}

export interface PropagationPicture {
  title: string;
  live: boolean;
  /** More of what is there has still to be looked at. */
  working: boolean;
  summary: string;
  blocks: BlockLine[];
  chosen: ChosenPropagation | undefined;
  /** Why what was asked for is not shown. */
  missing: string;
}

/** What the page keeps over hiding and over a reload. */
export interface PropagationState {
  /** Path of the capture. */
  capture: string;
  table: PropagationTable;
}

export interface PropagationHost {
  requests: {
    look: [PropagationTable, PropagationPicture];
  };
  notices: {
    ready: object;
    /** Goes to a row of the capture in the ladder. */
    open: { row: number };
    /** What is shown, as CSV. */
    copy: { what: 'blocks' | 'nodes'; table: PropagationTable };
  };
}

export interface PropagationPage {
  requests: Record<string, never>;
  notices: {
    /** There is something to look at. @param hash That is to be shown; undefined: what is shown. */
    show: { capture: string; hash?: string | undefined };
    gone: { text: string };
  };
}
