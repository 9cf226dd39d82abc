import { decodeMessage } from '../../bitcoin/decodeMessage';
import { pythonMessage } from '../../bitcoin/pythonMessage';
import type { Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventIndex';

/** Characters that are copied together: a clipboard is not a file. */
const MOST_CHARACTERS = 33_000_000;

/**
 * Messages as Python for a functional test of Bitcoin Core, one after the other.
 * @param rows Ascending; what happened to connections is left out.
 * @returns The text, and how many of the rows were looked at: the first ones, up to what a clipboard takes.
 * @throws UserError when the file cannot be read.
 */
export async function copyPython(
  capture: Capture,
  rows: readonly number[],
): Promise<{ text: string; count: number }> {
  const { index } = capture;
  let text = '';
  let count = 0;
  for (const row of rows) {
    const python = isMessage(index.kind(row))
      ? pythonMessage(
          decodeMessage(index.messageType(row), await capture.payload(row), {
            size: index.size(row),
          }),
        )
      : '';
    if (text !== '' && text.length + python.length > MOST_CHARACTERS) break;
    text += text === '' || python === '' ? python : `\n${python}`;
    count++;
  }
  return { text: text.replace(/\n$/, ''), count };
}
