import type { QueryView } from '../../capture/query/queryView';
import { MOST_SORTED } from '../../shared/webview/ladderProtocol';

/** The rows of a view in another order, as they were when it was made: the first of them, where there are many. */
export class SortedRows {
  /** Positions of the view by those of the list. */
  private readonly order: Uint32Array;
  /** The other way round, from the first position on. */
  private readonly places: Uint32Array;
  private readonly first: number;

  /** @param valueOf A row of the capture; rows without a value are last in either order. */
  constructor(
    private readonly view: Pick<QueryView, 'first' | 'length' | 'at'>,
    valueOf: (row: number) => number | undefined,
    descending: boolean,
  ) {
    const { first, length } = view;
    this.first = first;
    const count = Math.min(length - first, MOST_SORTED);
    const sign = descending ? -1 : 1;
    const keys = Float64Array.from({ length: count }, (_, i) => {
      const value = valueOf(view.at(first + i));
      return value === undefined ? Infinity : sign * value;
    });
    this.order = Uint32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
    this.places = new Uint32Array(count);
    this.order.forEach((position, place) => (this.places[position] = place));
  }

  get length(): number {
    return this.order.length;
  }

  /** Rows of the view that came later, or are beyond what is sorted. */
  get unsorted(): number {
    return this.view.length - this.first - this.length;
  }

  /** @returns The position in the view. */
  at(place: number): number {
    return this.first + this.order[place]!;
  }

  /** @returns Its end for a position that is not sorted. */
  placeOf(position: number): number {
    return this.places[position - this.first] ?? this.length;
  }
}
