import { make } from '../common/dom';

const LEAST = 15;
const STEP = 3;
/** The width from which the panes are side by side, pixels. */
const WIDE = 700;

/** The first pane’s shares that the user chose, percent. */
export interface Shares {
  above?: number;
  beside?: number;
}

/** Two panes and the bar between them, which a pointer or the keyboard moves. */
export class Splitter {
  readonly element = make('div', 'split');
  private readonly bar = make('div', 'splitter');
  private shares: Shares = {};
  private share = 50;

  /**
   * @param wanted What the second pane needs: pixels of width beside the first, of height below it.
   * @param onMove The user moved the bar.
   */
  constructor(
    private readonly first: HTMLElement,
    second: HTMLElement,
    private readonly wanted: (room: number, wide: boolean) => number,
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
    new ResizeObserver(() => this.fit()).observe(this.element);
    this.set(this.share);
  }

  /** What the user chose, both ways; the panes share the room by what they need until then. */
  get chosen(): Shares {
    return this.shares;
  }

  restore(shares: Shares): void {
    this.shares = shares;
    this.fit();
  }

  /** Divides the room anew: it is another, or the second pane needs another part of it. */
  fit(): void {
    const { wide } = this;
    this.element.classList.toggle('wide', wide);
    this.bar.setAttribute('aria-orientation', wide ? 'vertical' : 'horizontal');
    const { clientWidth, clientHeight } = this.element;
    const room = wide ? clientWidth : clientHeight;
    const chosen = wide ? this.shares.beside : this.shares.above;
    if (room > 0) this.set(chosen ?? 100 - (100 * this.wanted(room, wide)) / room);
  }

  private set(share: number): void {
    this.share = share;
    this.first.style.flexBasis = `${this.share}%`;
    this.bar.setAttribute('aria-valuenow', String(Math.round(this.share)));
  }

  private get wide(): boolean {
    return this.element.clientWidth >= WIDE;
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
    this.set(Math.max(LEAST, Math.min(100 - LEAST, share)));
    this.shares = { ...this.shares, [this.wide ? 'beside' : 'above']: Math.round(this.share) };
    this.onMove();
  }
}
