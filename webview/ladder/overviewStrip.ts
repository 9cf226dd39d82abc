import type { OverviewBucket } from '../../src/shared/webview/ladderProtocol';
import { make, setStyle } from '../common/dom';
import { fractionOf, positionAt } from './stripScale';

const SVG = 'http://www.w3.org/2000/svg';
/** Units of the drawing's width; its height is the number of buckets. */
const WIDTH = 100;
/** So many rows in a place fill the width at least: a single one is not as much as there can be. */
const FEW = 4;
/** What a bucket and its neighbours on either side count, together 1. */
const WEIGHTS = [1, 2, 3, 2, 1].map((weight) => weight / 9);
const REACH = 2;

/** Pixels of the window at least. */
const LEAST_WINDOW = 4;

/** What is drawn, from the bottom up. */
const LAYERS = ['shadow', 'density', 'matches-density', 'findings', 'losses', 'bookmarks'] as const;
type Layer = (typeof LAYERS)[number];

/**
 * The time that the rows cover, beside them: how many there are of the view and, as a shadow, of the
 * capture; what the filter finds, what is amiss or missing, what has a bookmark, and where the window is. It
 * can be clicked and dragged; by keyboard the grid does the same.
 */
export class OverviewStrip {
  readonly element = make('div', 'overview');
  private readonly layers = new Map<Layer, SVGPathElement>();
  private readonly drawing = document.createElementNS(SVG, 'svg');
  private readonly window = make('div', 'window');
  private buckets: readonly OverviewBucket[] = [];
  private length = 0;
  /** Pixels. */
  private height = 0;
  /** The rows whose window is marked. */
  private marked = { first: 0, end: 0 };

  /** @param onGo The view shall begin at this position. */
  constructor(onGo: (position: number) => void) {
    const { element, drawing } = this;
    element.setAttribute('aria-hidden', 'true');
    drawing.setAttribute('preserveAspectRatio', 'none');
    for (const layer of LAYERS) {
      const path = document.createElementNS(SVG, 'path');
      path.setAttribute('class', `overview-${layer}`);
      this.layers.set(layer, path);
    }
    drawing.append(...this.layers.values());
    element.append(drawing, this.window);
    let box = new DOMRect();
    const go = ({ clientY }: PointerEvent): void =>
      onGo(positionAt((clientY - box.top) / box.height, this.buckets, this.length));
    element.addEventListener('pointerdown', (event) => {
      element.setPointerCapture(event.pointerId);
      box = element.getBoundingClientRect();
      go(event);
    });
    // A browser would select text, and look for it with every move.
    element.addEventListener('mousedown', (event) => event.preventDefault());
    element.addEventListener('pointermove', (event) => {
      if (element.hasPointerCapture(event.pointerId)) go(event);
    });
    new ResizeObserver(() => {
      this.height = element.clientHeight;
      this.showWindow(this.marked.first, this.marked.end);
    }).observe(element);
  }

  /** Buckets that there is room for: two pixels each. */
  get wanted(): number {
    return Math.max(1, Math.floor(this.height / 2));
  }

  /** @param length Of the view. */
  show(buckets: readonly OverviewBucket[], length: number): void {
    this.buckets = buckets;
    this.length = length;
    const most = Math.max(1, ...buckets.map(({ events }) => events));
    this.drawing.setAttribute('viewBox', `0 0 ${WIDTH} ${Math.max(1, buckets.length)}`);
    // The square root, so that small amounts are still visible beside large ones.
    // Few rows among many would be a line of a pixel: they have a scale of their own.
    const mostShown = Math.max(FEW, ...buckets.map(({ shown }) => shown));
    const share = (count: number): number => Math.sqrt(count / mostShown);
    this.drawHills('shadow', (i) => Math.sqrt(buckets[i]!.events / most));
    this.drawHills('density', (i) => share(buckets[i]!.shown));
    this.draw('matches-density', ({ matches }, i) =>
      bar(i, matches > 0 ? least(share(matches)) : 0),
    );
    // On the right, where the bars seldom reach.
    this.draw('findings', ({ findings }, i) => (findings > 0 ? mark(i, 0.72, 0.28) : ''));
    this.draw('losses', ({ lost }, i) => (lost > 0 ? bar(i, 1) : ''));
    this.draw('bookmarks', ({ bookmarks }, i) => (bookmarks > 0 ? mark(i, 0.4, 0.28) : ''));
  }

  /** An outline that is smooth: bars of a few rows would be the lines of a ruler. */
  private drawHills(layer: Layer, shareOf: (i: number) => number): void {
    const { length } = this.buckets;
    const shares = smooth(Array.from({ length }, (_, i) => shareOf(i)));
    const points = shares.map((share, i) => `L${(share * WIDTH).toFixed(1)} ${i + 0.5}`);
    const path = length === 0 ? '' : `M0 0${points.join('')}L0 ${length}z`;
    this.layers.get(layer)!.setAttribute('d', path);
  }

  private draw(layer: Layer, path: (bucket: OverviewBucket, i: number) => string): void {
    this.layers.get(layer)!.setAttribute('d', this.buckets.map(path).join(''));
  }

  /** Marks the rows [first, end) of the view; where only its place is another, a browser just moves it. */
  showWindow(first: number, end: number): void {
    this.marked = { first, end };
    const { buckets, length, height } = this;
    const top = Math.round(fractionOf(first, buckets, length) * height);
    const bottom = Math.round(fractionOf(end, buckets, length) * height);
    setStyle(this.window, 'height', `${Math.max(LEAST_WINDOW, bottom - top)}px`);
    setStyle(
      this.window,
      'transform',
      `translateY(${Math.min(top, this.height - LEAST_WINDOW)}px)`,
    );
  }
}

/** Each with its neighbours, the nearer the more. */
function smooth(values: readonly number[]): number[] {
  return values.map((_, i) =>
    WEIGHTS.reduce((sum, weight, k) => sum + weight * (values[i + k - REACH] ?? 0), 0),
  );
}

/** Wide enough to be seen. */
function least(share: number): number {
  return Math.max(share, 0.2);
}

/** A mark of two buckets' height. @param left Where it begins, of the width. */
function mark(at: number, left: number, width: number): string {
  return `M${left * WIDTH} ${Math.max(0, at - 0.5)}h${width * WIDTH}v2h-${width * WIDTH}z`;
}

/** @param share Of the width, 0 to 1. */
function bar(at: number, share: number): string {
  return share === 0 ? '' : `M0 ${at}h${(share * WIDTH).toFixed(1)}v1H0z`;
}
