import type { Capture } from '../../capture/capture';
import type { TextFormat } from '../../capture/export/exporter';
import { readRows } from '../../capture/export/readRows';

/** Characters that are copied together: a clipboard is not a file. */
const MOST_CHARACTERS = 33_000_000;

/**
 * Rows as something to paste.
 * @param rows Ascending.
 * @returns The text and how many of the rows it holds: the first ones, up to what a clipboard takes.
 */
export async function copyRows(
  capture: Capture,
  rows: readonly number[],
  format: TextFormat,
): Promise<{ text: string; count: number }> {
  const exporter = format.create();
  let text = exporter.begin?.() ?? '';
  let count = 0;
  const whole = (): string => `${text}${exporter.end?.() ?? ''}`.replace(/\n$/, '');
  for await (const read of readRows(capture, rows)) {
    for (const { event, facts } of read) {
      const next = [...exporter.event(event, capture.hello!, facts)].join('');
      if (count > 0 && text.length + next.length > MOST_CHARACTERS) return { text: whole(), count };
      text += next;
      count++;
    }
  }
  return { text: whole(), count };
}
