/** Browsers cut elements off at about 33 million pixels, and place them less exactly far below that. */
const MAX_SCROLL_HEIGHT = 2_000_000;

/**
 * The scroll position of a virtualised list of rows of one height. `offset` is the truth, in pixels of the
 * whole list however long; the native scroll bar is a scaled picture of it once the list outgrows
 * what a browser can lay out.
 */
export class ScrollModel {
  private rows = 0;
  private viewport = 0;
  private position = 0;
  /** Where the native scroll bar was last seen or put, pixels. */
  native = 0;

  constructor(
    readonly rowHeight: number,
    private readonly maxScrollHeight = MAX_SCROLL_HEIGHT,
  ) {}

  get offset(): number {
    return this.position;
  }

  /** Pixels of the list that can be seen, when it was last told. */
  get viewportHeight(): number {
    return this.viewport;
  }

  get rowCount(): number {
    return this.rows;
  }

  /** Height of the element that gives the scroll bar its length, pixels. */
  get scrollHeight(): number {
    return Math.min(this.rows * this.rowHeight, this.maxScrollHeight);
  }

  /** Where the native scroll bar belongs, pixels. */
  get scrollTop(): number {
    return this.maxOffset === 0 ? 0 : (this.position / this.maxOffset) * this.maxScrollTop;
  }

  get atEnd(): boolean {
    return this.position >= this.maxOffset - 1;
  }

  /** Whole rows that fit. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.viewport / this.rowHeight));
  }

  /** Rows that are at least partly in view: [first, end). */
  get range(): { first: number; end: number } {
    const first = Math.floor(this.position / this.rowHeight);
    const end = Math.min(this.rows, Math.ceil((this.position + this.viewport) / this.rowHeight));
    return { first: Math.min(first, end), end };
  }

  /** @param viewport Visible height, pixels. */
  resize(rows: number, viewport: number): void {
    this.rows = rows;
    this.viewport = viewport;
    this.scrollTo(this.position);
  }

  scrollTo(offset: number): void {
    this.position = Math.max(0, Math.min(offset, this.maxOffset));
  }

  scrollToEnd(): void {
    this.scrollTo(this.maxOffset);
  }

  /** Scrolls as little as needed to have the whole row in view. */
  reveal(row: number): void {
    const top = row * this.rowHeight;
    if (top < this.position) this.scrollTo(top);
    else if (top + this.rowHeight > this.position + this.viewport)
      this.scrollTo(top + this.rowHeight - this.viewport);
  }

  /**
   * The native scroll bar is now at `scrollTop`. A small step (wheel, touch) moves the list by the
   * same pixels; a long one (the bar was dragged) goes to the proportional offset.
   */
  scrolled(scrollTop: number): void {
    const step = scrollTop - this.native;
    this.native = scrollTop;
    const scaled = this.maxScrollTop < this.maxOffset;
    const atEdge = scrollTop <= 0 || scrollTop >= this.maxScrollTop - 1;
    const isStep = scaled && !atEdge && Math.abs(step) <= 2 * this.viewport;
    this.scrollTo(isStep ? this.position + step : this.proportional(scrollTop));
  }

  private proportional(scrollTop: number): number {
    return this.maxScrollTop === 0 ? 0 : (scrollTop / this.maxScrollTop) * this.maxOffset;
  }

  private get maxOffset(): number {
    return Math.max(0, this.rows * this.rowHeight - this.viewport);
  }

  private get maxScrollTop(): number {
    return Math.max(0, this.scrollHeight - this.viewport);
  }
}
