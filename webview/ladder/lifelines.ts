import { nodeLine, type Heads } from '../../src/shared/webview/ladderProtocol';
import { make, setClass, setHidden, setStyle } from '../common/dom';
import { place, type Lanes } from './lanes';

/** Pixels that a line reaches beyond what can be seen, at either end. */
const FAR = 200_000;

/** Pixels. */
interface DrawnLine {
  isNode: boolean;
  left: number;
  top: number;
  height: number;
}

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
  private throughText = '';
  private drawn = '';

  /** @param grid Of its rows, those get `--through` that have a background of their own. */
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

  /**
   * Gives a row the lines that go through all rows in view, as layers of a background. Rows inherit nothing
   * here: a hundred layers in a property of the grid would have every part of every row styled again.
   */
  showThrough(row: HTMLElement): void {
    if (row.style.getPropertyValue('--through') !== this.throughText)
      row.style.setProperty('--through', this.throughText);
  }

  private draw(): void {
    const { lanes, element } = this;
    this.throughText = lanes ? this.through(lanes) : '';
    for (const row of this.grid.querySelectorAll<HTMLElement>(
      '.row:is(:hover, [aria-selected=true], .folded)',
    ))
      this.showThrough(row);
    const lines = lanes ? this.linesOf(lanes) : [];
    const drawn = JSON.stringify(lines);
    // While messages arrive, most of what is told of the lanes is what was told before.
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    while (element.childElementCount < lines.length) element.append(make('span', ''));
    // Those that are left over stay for later: while a person drags, there are more or fewer all the time.
    for (const [i, child] of [...element.children].entries())
      showLine(child as HTMLElement, lines[i]);
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
      const colour = line < 0 ? 'var(--lifeline)' : 'var(--peer-line, var(--lifeline))';
      return beyond
        ? ''
        : `linear-gradient(${colour},${colour}) ${left + x}px 0/1px 100% no-repeat,`;
    });
    return layers.join('');
  }

  private linesOf(lanes: Lanes): DrawnLine[] {
    const nodes = Array.from({ length: lanes.nodes }, (_, nth) =>
      this.line(lanes, nodeLine(nth), -FAR, undefined),
    );
    const peers = this.heads.map(({ lane, first, last }) => this.line(lanes, lane, first, last));
    return [...nodes, ...peers].filter((line) => line !== undefined);
  }

  private line(
    lanes: Lanes,
    line: number,
    first: number,
    last: number | undefined,
  ): DrawnLine | undefined {
    const { x, beyond } = place(lanes, line, this.scrolled);
    if (beyond) return undefined;
    // In the middle of its row, where the arrow is.
    const at = (position: number): number =>
      Math.max(-FAR, Math.min(FAR * 2, (position - this.base + 0.5) * this.rowHeight));
    const top = at(first);
    const height = last === undefined ? 3 * FAR - top : at(last) - top;
    if (height <= 0) return undefined;
    return { isNode: line < 0, left: this.left + x, top, height };
  }
}

function showLine(element: HTMLElement, line: DrawnLine | undefined): void {
  setHidden(element, !line);
  if (!line) return;
  setClass(element, line.isNode ? 'lifeline node' : 'lifeline');
  setStyle(element, 'left', `${line.left}px`);
  setStyle(element, 'top', `${line.top}px`);
  setStyle(element, 'height', `${line.height}px`);
}
