import { invalidByte } from './bytesText';

/**
 * What a terminal or an editor would not show as itself: controls (ANSI escapes among them), format
 * characters (bidi overrides, zero-width ones, tags), line separators, lone surrogates, and letters
 * that are drawn as nothing.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE, 'gu');

const PLAIN = /^[\x20-\x7e\n]*$/;

/**
 * Text that a peer chose, with each invisible character as `⟨U+202E⟩`, and each byte that is not text
 * as `⟨0xFF⟩`: safe to show as plain text.
 */
export function visible(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  return text.replace(EVERY_INVISIBLE, (character) => {
    const code = character.codePointAt(0)!;
    const byte = invalidByte(code);
    return byte === undefined ? `⟨U+${hex(code).padStart(4, '0')}⟩` : `⟨0x${hex(byte)}⟩`;
  });
}

/** The same for a text of lines of ours: line ends stay. */
export function visibleLines(text: string): string {
  return text.split('\n').map(visible).join('\n');
}

/** JSON that means the same and shows every character: as `\u202e` what {@link visible} would mark. */
export function visibleJson(json: string): string {
  if (PLAIN.test(json)) return json;
  // Line ends are layout: within a string JSON has none.
  return json.replace(EVERY_INVISIBLE, (text) => (text === '\n' ? text : escapeUnits(text)));
}

function escapeUnits(text: string): string {
  return Array.from({ length: text.length }, (_, i) => {
    const unit = text.charCodeAt(i).toString(16).padStart(4, '0');
    return `\\u${unit}`;
  }).join('');
}

function hex(number: number): string {
  return number.toString(16).toUpperCase();
}
