import type { OverviewBucket } from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';

const SVG = 'http://www.w3.org/2000/svg';
/** Units of the drawing's width; its height is the number of buckets. */
const WIDTH = 100;

/**
 * The whole capture beside the grid: how much there was over time, where something is missing, and
 * where the view is. It can be clicked and dragged; by keyboard the grid does the same.
 */
export class OverviewStrip {
  readonly element = make('div', 'overview');
  private readonly density = document.createElementNS(SVG, 'path');
  private readonly losses = document.createElementNS(SVG, 'path');
  private readonly drawing = document.createElementNS(SVG, 'svg');
  private readonly window = make('div', 'window');
  private buckets: readonly OverviewBucket[] = [];
  private length = 0;

  /** @param onGo The view shall begin at this position. */
  constructor(onGo: (position: number) => void) {
    const { element, drawing } = this;
    element.setAttribute('aria-hidden', 'true');
    drawing.setAttribute('preserveAspectRatio', 'none');
    this.density.setAttribute('class', 'density');
    this.losses.setAttribute('class', 'losses');
    drawing.append(this.density, this.losses);
    element.append(drawing, this.window);
    let box = new DOMRect();
    const go = ({ clientY }: PointerEvent): void =>
      onGo(this.positionAt((clientY - box.top) / box.height));
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
  }

  /** Buckets that there is room for: two pixels each. */
  get wanted(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / 2));
  }

  /** @param length Of the view. */
  show(buckets: readonly OverviewBucket[], length: number): void {
    this.buckets = buckets;
    this.length = length;
    const most = Math.max(1, ...buckets.map(({ events }) => events));
    this.drawing.setAttribute('viewBox', `0 0 ${WIDTH} ${Math.max(1, buckets.length)}`);
    // The square root, so that small amounts are still visible beside large ones.
    const bars = buckets.map(({ events }, i) => bar(i, Math.sqrt(events / most)));
    this.density.setAttribute('d', bars.join(''));
    this.losses.setAttribute(
      'd',
      buckets.map(({ lost }, i) => (lost > 0 ? bar(i, 1) : '')).join(''),
    );
  }

  /** Marks the rows [first, end) of the view. */
  showWindow(first: number, end: number): void {
    const top = this.fractionOf(first);
    const bottom = Math.max(this.fractionOf(end), top);
    setPercent(this.window, 'top', top);
    setPercent(this.window, 'height', bottom - top);
  }

  private positionAt(fraction: number): number {
    const { buckets, length } = this;
    const at = Math.max(0, Math.min(fraction, 1)) * buckets.length;
    const i = Math.min(Math.floor(at), buckets.length - 1);
    const start = buckets[i]?.position ?? 0;
    const end = buckets[i + 1]?.position ?? length;
    return Math.floor(start + (end - start) * (at - i));
  }

  private fractionOf(position: number): number {
    const { buckets, length } = this;
    if (buckets.length === 0) return 0;
    let i = buckets.findLastIndex((bucket) => bucket.position <= position);
    i = Math.max(0, i);
    const start = buckets[i]!.position;
    const end = buckets[i + 1]?.position ?? length;
    const within = end > start ? Math.min(1, (position - start) / (end - start)) : 0;
    return (i + within) / buckets.length;
  }
}

/** @param share Of the width, 0 to 1. */
function bar(at: number, share: number): string {
  return share === 0 ? '' : `M0 ${at}h${(share * WIDTH).toFixed(1)}v1H0z`;
}

/** Touches nothing, and lays nothing out, for less than can be seen. */
function setPercent(element: HTMLElement, property: 'top' | 'height', share: number): void {
  const percent = `${(share * 100).toFixed(2)}%`;
  if (element.style[property] !== percent) element.style[property] = percent;
}
