const SPECIAL = /[^A-Za-z0-9 ,()]/gu;
/** These mean something only beside each other, at an end of the text, or (a colon) after a word. */
const WITHIN_WORDS = /[.=/_-]/;
const WORD = /[A-Za-z0-9]/;
const DIGIT = /[0-9]/;

/**
 * Text for a diagram: every character that could mean something in its language is written by its number, so that
 * all of it is text and nothing else.
 */
export function encoded(text: string, write: (codePoint: number) => string): string {
  return text.replace(SPECIAL, (character, at: number) => {
    const around = [text[at - 1] ?? '', text[at + 1] ?? ''];
    if (WITHIN_WORDS.test(character) && around.every((each) => WORD.test(each))) return character;
    if (character === ':' && around.every((each) => DIGIT.test(each))) return character;
    return write(character.codePointAt(0)!);
  });
}
