/** A word from which on it may lose its middle: a hash, an address, a script, but no name. */
const WORD = /[0-9A-Za-z]{20,}/g;
/** Characters that are left of a word at least. */
const LEAST = 9;

/**
 * A text that fits: its longest word loses its middle, as the ends of a hash tell it from others.
 * @param room Characters.
 * @returns The text itself where it fits or has no such word.
 */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const words = [...text.matchAll(WORD)];
  const longest = words.reduce<RegExpExecArray | undefined>(
    (best, word) => (word[0].length > (best?.[0].length ?? 0) ? word : best),
    undefined,
  );
  if (!longest) return text;
  const [word] = longest;
  const left = Math.max(LEAST, word.length - (text.length - room)) - 1;
  if (left >= word.length - 1) return text;
  const tail = Math.floor(left / 2);
  const short = `${word.slice(0, left - tail)}…${word.slice(word.length - tail)}`;
  return text.slice(0, longest.index) + short + text.slice(longest.index + word.length);
}
