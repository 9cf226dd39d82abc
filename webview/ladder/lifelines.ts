import { nodeLine, type Heads } from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { place, type Lanes } from './lanes';

/** Pixels that a line reaches beyond what can be seen, at either end. */
const FAR = 200_000;

/**
 * The lifelines below the rows: those of the nodes from top to bottom, and each peer's from its first
 * row to its end.
 */
export class Lifelines {
  readonly element = make('div', 'lines');
  private lanes: Lanes | undefined;
  private scrolled = 0;
  private heads: Heads['heads'] = [];
  /** Rows [first, end) are in view. */
  private range = { first: 0, end: 0 };
  private base = 0;
  private left = 0;

  /** @param grid Gets `--through`: the lines that go through all rows in view, as layers of a background. */
  constructor(
    private readonly rowHeight: number,
    private readonly grid: HTMLElement,
  ) {
    this.element.setAttribute('aria-hidden', 'true');
  }

  /** @param left Pixels from the row's edge to the lane's. */
  layOut(lanes: Lanes | undefined, scrolled: number, left: number): void {
    this.lanes = lanes;
    this.scrolled = scrolled;
    this.left = left;
    this.draw();
  }

  show(heads: Heads['heads'], range: { first: number; end: number }): void {
    this.heads = heads;
    this.range = range;
    this.draw();
  }

  /** The row at the top is another: see VirtualListOptions.onBase. */
  rebase(base: number): void {
    if (base === this.base) return;
    this.base = base;
    this.draw();
  }

  private draw(): void {
    const { lanes, element } = this;
    if (!lanes) {
      element.replaceChildren();
      this.grid.style.removeProperty('--through');
      return;
    }
    const lines = Array.from({ length: lanes.nodes }, (_, nth) =>
      this.line(lanes, nodeLine(nth), -FAR, undefined),
    );
    for (const { lane, first, last } of this.heads) lines.push(this.line(lanes, lane, first, last));
    element.replaceChildren(...lines.filter((line) => line !== undefined));
    this.grid.style.setProperty('--through', this.through(lanes));
  }

  /** A line that begins or ends in view is left out: where it is not, none must be drawn. */
  private through(lanes: Lanes): string {
    const { heads, range, scrolled, left } = this;
    const goThrough = heads.filter(
      ({ first, last = Infinity }) => first <= range.first && last >= range.end - 1,
    );
    const nodes = Array.from({ length: lanes.nodes }, (_, nth) => nodeLine(nth));
    const layers = [...nodes, ...goThrough.map(({ lane }) => lane)].map((line) => {
      const { x, beyond } = place(lanes, line, scrolled);
      const colour = `var(${line < 0 ? '--lifeline' : '--peer-line'})`;
      return beyond
        ? ''
        : `linear-gradient(${colour},${colour}) ${left + x}px 0/1px 100% no-repeat,`;
    });
    return layers.join('');
  }

  private line(
    lanes: Lanes,
    line: number,
    first: number,
    last: number | undefined,
  ): HTMLElement | undefined {
    const { x, beyond } = place(lanes, line, this.scrolled);
    if (beyond) return undefined;
    // In the middle of its row, where the arrow is.
    const at = (position: number): number =>
      Math.max(-FAR, Math.min(FAR * 2, (position - this.base + 0.5) * this.rowHeight));
    const top = at(first);
    const height = last === undefined ? 3 * FAR - top : at(last) - top;
    if (height <= 0) return undefined;
    const element = make('span', line < 0 ? 'lifeline node' : 'lifeline');
    element.style.left = `${this.left + x}px`;
    element.style.top = `${top}px`;
    element.style.height = `${height}px`;
    return element;
  }
}
