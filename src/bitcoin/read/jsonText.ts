/** Characters of a piece. */
const PIECE = 32_768;

/** JSON while it is written. */
export class JsonText {
  text = '';
  private readonly ended: string[] = [];

  /**
   * The writer is between two elements. What there is becomes a piece once it is long: text to which is added is
   * a tree for V8 until somebody reads it, and half of the time would go into keeping the tree of a block.
   */
  between(): void {
    if (this.text.length > PIECE) this.end();
  }

  /** All of it, in order. */
  get pieces(): readonly string[] {
    this.end();
    return this.ended;
  }

  private end(): void {
    // It is read, so that it is no tree any more.
    this.text.charCodeAt(0);
    this.ended.push(this.text);
    this.text = '';
  }
}
