/** Characters that mean nothing in any of the languages of diagrams, wherever they stand. */
const PLAIN = /[A-Za-z0-9 .,()→←]/;

/** Text in which every other character is written by its number, so that it is text and nothing else. */
export function encoded(text: string, write: (codePoint: number) => string): string {
  let written = '';
  for (const character of text)
    written += PLAIN.test(character) ? character : write(character.codePointAt(0)!);
  return written;
}
