/** Characters of a piece. */
const PIECE = 32_768;

/** JSON while it is written. */
export class JsonText {
  text = '';

  /** @param take Is given each piece, in order. */
  constructor(private readonly take: (piece: string) => void) {}

  /**
   * The writer is between two elements. What there is becomes a piece once it is long: text to which is added is
   * a tree for V8 until somebody reads it, and half of the time would go into keeping the tree of a block.
   */
  between(): void {
    if (this.text.length > PIECE) this.end();
  }

  /** What there is becomes a piece: nothing is held back. */
  end(): void {
    const { text } = this;
    if (text === '') return;
    // It is read, so that it is no tree any more.
    text.charCodeAt(0);
    this.text = '';
    this.take(text);
  }
}

/** What is written, in pieces. */
export function piecesOf(write: (json: JsonText) => void): string[] {
  const pieces: string[] = [];
  const json = new JsonText((piece) => pieces.push(piece));
  write(json);
  json.end();
  return pieces;
}
