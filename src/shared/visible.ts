/**
 * What a terminal or an editor would not show as itself: controls (ANSI escapes among them), format
 * characters (bidi overrides, zero-width ones, tags), line separators, lone surrogates, and letters
 * that are drawn as nothing.
 */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EVERY_INVISIBLE = new RegExp(INVISIBLE, 'gu');

/** Text that a peer chose, with each invisible character as `⟨U+202E⟩`: safe to show as plain text. */
export function visible(text: string): string {
  if (!INVISIBLE.test(text)) return text;
  return text.replace(EVERY_INVISIBLE, (character) => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}
