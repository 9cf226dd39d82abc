import stringWidth from 'string-width';

/** A piece of a line that looks the same throughout. */
export interface Segment {
  text: string;
  bold?: boolean;
  dim?: boolean;
  inverse?: boolean;
  color?: 'yellow' | 'cyan';
}

/** A line of the screen, not wider than that. */
export type Line = readonly Segment[];

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const ASCII = /^[\x20-\x7e]*$/;

/** Columns of a terminal that a text takes. @param text Without controls: see `visible`. */
export function textWidth(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** The text made exactly so wide, with blanks or with an ellipsis. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  if (width <= 0) return '';
  const isWide = textWidth(text) > width;
  const cut = isWide ? `${within(split(text), width - 1).join('')}…` : text;
  const blanks = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'left' ? cut + blanks : blanks + cut;
}

/** The same, cut in the middle: both ends of an address tell something. */
export function fitMiddle(text: string, width: number): string {
  if (width <= 0 || textWidth(text) <= width) return fit(text, width);
  const pieces = split(text);
  const tail = within(pieces.toReversed(), Math.ceil((width - 1) / 2))
    .reverse()
    .join('');
  const head = within(pieces, width - 1 - textWidth(tail)).join('');
  return fit(`${head}…${tail}`, width);
}

/** As many of the phrases as there is room for, the first ones at least in part. */
export function fitPhrases(phrases: readonly string[], between: string, width: number): string {
  let text = '';
  for (const phrase of phrases) {
    const longer = text === '' ? phrase : text + between + phrase;
    if (text !== '' && textWidth(longer) > width) break;
    text = longer;
  }
  return fit(text, width);
}

function split(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** As many of the first pieces as there is room for. */
function within(pieces: readonly string[], width: number): string[] {
  let taken = 0;
  const end = pieces.findIndex((piece) => (taken += textWidth(piece)) > width);
  return pieces.slice(0, end < 0 ? pieces.length : end);
}
