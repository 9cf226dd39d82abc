import { OPTIONAL_COLUMNS, type OptionalColumn } from '../../src/shared/webview/ladderProtocol';

/** The columns in order; the lane of arrows is always there. */
export const COLUMNS = ['time', 'lane', 'summary', 'pair', 'size'] as const;
export type Column = (typeof COLUMNS)[number];

/** What the user made of the columns. */
export interface ColumnSetup {
  hidden: readonly OptionalColumn[];
  /** Of what the lane and the summary share, the lane's part: percent. 'auto': what the lifelines need. */
  laneShare: number | 'auto';
}

export const FIRST_SETUP: ColumnSetup = { hidden: [], laneShare: 'auto' };
export const LEAST_SHARE = 10;
/** Percent, where there is room for all. */
const AUTO_SHARE = 60;

/** Pixels of the frame below which a column gives way to the others. */
const GIVES_WAY: Partial<Record<OptionalColumn, number>> = { pair: 620, size: 540 };

const WIDTHS: Record<Column, string> = {
  time: '16ch',
  lane: '',
  summary: '12ch',
  pair: 'var(--pair-width)',
  size: '8ch',
};

/** Those that are not shown in a frame of this width, pixels. */
export function hiddenColumns({ hidden }: ColumnSetup, width: number): readonly OptionalColumn[] {
  return OPTIONAL_COLUMNS.filter(
    (column) => hidden.includes(column) || width < (GIVES_WAY[column] ?? 0),
  );
}

/**
 * @param laneWidth What the lane needs at least, a CSS length.
 * @returns As `grid-template-columns`, and the width that a row needs at least.
 */
export function gridTemplate(
  hidden: readonly OptionalColumn[],
  laneShare: ColumnSetup['laneShare'],
  laneWidth: string,
): { columns: string; least: string } {
  const lane = laneShare === 'auto' ? laneWidth : '120px';
  const share = laneShare === 'auto' ? AUTO_SHARE : laneShare;
  const shown = COLUMNS.filter((column) => !(hidden as readonly Column[]).includes(column));
  const least = shown.map((column) => (column === 'lane' ? lane : WIDTHS[column]));
  const columns = shown.map((column, i) => {
    if (column === 'lane') return `minmax(${lane}, ${share}fr)`;
    if (column === 'summary') return `minmax(${least[i]!}, ${100 - share}fr)`;
    return least[i]!;
  });
  return {
    columns: columns.join(' '),
    least: `calc(${least.join(' + ')} + ${shown.length * 8 + 16}px)`,
  };
}
