/** Pixels on either side of the two lifelines, in a ladder of one peer. */
const EDGE = 24;
/** Pixels that a lifeline among many takes at least. */
const LINE_WIDTH = 50;

/** Where the lifelines of a ladder stand, as CSS lengths within their column. */
export interface Lanes {
  /** How many lifelines there are. */
  readonly count: number;
  /** More than a node and one peer. */
  readonly many: boolean;
  /** Width that the column has at least. */
  readonly least: string;
  /** Distance from the column's edge to the first lifeline. */
  readonly edge: string;
  /** The position of a lifeline. */
  left(index: number): string;
  /** Distance between two lifelines that are so many apart. */
  width(spans: number): string;
}

export function lanesOf(lifelines: number): Lanes {
  const count = Math.max(2, lifelines);
  const many = count > 2;
  const percent = (value: number): string => `${(value * 100) / count}%`;
  return {
    count,
    many,
    least: `${many ? count * LINE_WIDTH : 160}px`,
    edge: many ? percent(0.5) : `${EDGE}px`,
    left: (index) => {
      if (many) return percent(index + 0.5);
      return index === 0 ? `${EDGE}px` : `calc(100% - ${EDGE}px)`;
    },
    width: (spans) => (many ? percent(spans) : `calc(100% - ${2 * EDGE}px)`),
  };
}
