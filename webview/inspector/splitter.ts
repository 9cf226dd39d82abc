import { make } from '../common/dom';

const LEAST = 15;
const STEP = 3;
/** The width from which the panes are side by side, pixels. */
const WIDE = 900;

/** Two panes and the bar between them, which a pointer or the keyboard moves. */
export class Splitter {
  readonly element = make('div', 'split');
  private readonly bar = make('div', 'splitter');
  private share = 50;

  /** @param onMove The user moved the bar. */
  constructor(
    private readonly first: HTMLElement,
    second: HTMLElement,
    private readonly onMove: () => void,
  ) {
    this.bar.tabIndex = 0;
    this.bar.setAttribute('role', 'separator');
    this.bar.setAttribute('aria-label', 'Divider between fields and bytes');
    this.bar.setAttribute('aria-valuemin', String(LEAST));
    this.bar.setAttribute('aria-valuemax', String(100 - LEAST));
    this.bar.addEventListener('pointerdown', (event) =>
      this.bar.setPointerCapture(event.pointerId),
    );
    this.bar.addEventListener('pointermove', (event) => this.dragged(event));
    this.bar.addEventListener('keydown', (event) => this.keyDown(event));
    this.element.append(first, this.bar, second);
    new ResizeObserver(() => this.turn()).observe(this.element);
    this.set(this.share);
  }

  /** @param share Of the first pane, percent. */
  set(share: number): void {
    this.share = Math.round(Math.max(LEAST, Math.min(100 - LEAST, share)));
    this.first.style.flexBasis = `${this.share}%`;
    this.bar.setAttribute('aria-valuenow', String(this.share));
  }

  /** The first pane's share, percent. */
  get position(): number {
    return this.share;
  }

  private get wide(): boolean {
    return this.element.clientWidth >= WIDE;
  }

  private turn(): void {
    this.element.classList.toggle('wide', this.wide);
    this.bar.setAttribute('aria-orientation', this.wide ? 'vertical' : 'horizontal');
  }

  private dragged(event: PointerEvent): void {
    if (!this.bar.hasPointerCapture(event.pointerId)) return;
    const box = this.element.getBoundingClientRect();
    const part = this.wide
      ? (event.clientX - box.left) / box.width
      : (event.clientY - box.top) / box.height;
    this.move(part * 100);
  }

  private keyDown(event: KeyboardEvent): void {
    const share = this.shareAfter(event.key);
    if (share === undefined) return;
    event.preventDefault();
    this.move(share);
  }

  private shareAfter(key: string): number | undefined {
    switch (key) {
      case 'ArrowLeft':
      case 'ArrowUp':
        return this.share - STEP;
      case 'ArrowRight':
      case 'ArrowDown':
        return this.share + STEP;
      case 'Home':
        return LEAST;
      case 'End':
        return 100 - LEAST;
      default:
        return undefined;
    }
  }

  private move(share: number): void {
    this.set(share);
    this.onMove();
  }
}
