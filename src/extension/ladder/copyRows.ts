import type { Capture } from '../../capture/capture';
import type { TextFormat } from '../../capture/export/exporter';
import { textFormat } from '../../capture/export/formats/textFormat';
import { NamesSaid } from '../../capture/export/namesSaid';
import { readRows, type KnownMore } from '../../capture/export/readRows';
import { hasSeveralNodes } from '../../capture/index/severalNodes';
import { redactedText } from '../../capture/redact/redactedText';
import { redactorOf } from './redactors';

/** Characters that are copied together: a clipboard is not a file. */
const MOST_CHARACTERS = 33_000_000;

/**
 * Rows as something to paste.
 * @param rows Ascending.
 * @param known What is known beyond the capture; or what redacts it.
 * @returns The text and how many of the rows it holds: the first ones, up to what a clipboard takes.
 */
export async function copyRows(
  capture: Capture,
  rows: readonly number[],
  format: TextFormat,
  known?: KnownMore,
): Promise<{ text: string; count: number }> {
  const exporter = format.create({ severalNodes: hasSeveralNodes(capture.index) });
  let text = exporter.begin?.() ?? '';
  let count = 0;
  const names = new NamesSaid();
  const clock = known?.redactor?.hello ?? capture.hello!;
  const whole = (): string => `${text}${exporter.end?.() ?? ''}`.replace(/\n$/, '');
  for await (const read of readRows(capture, rows, known)) {
    for (const { event, facts } of read) {
      const named = exporter.peerName && names.before(event, facts);
      const name = named ? exporter.peerName!(named, clock) : '';
      const next = name + [...exporter.event(event, clock, facts)].join('');
      if (count > 0 && text.length + next.length > MOST_CHARACTERS) return { text: whole(), count };
      text += next;
      count++;
    }
  }
  return { text: whole(), count };
}

/** Rows as text with stand-ins for what tells who somebody is, after a line that says so. */
export async function copyRedacted(
  capture: Capture,
  rows: readonly number[],
): Promise<{ text: string; count: number }> {
  const redactor = redactorOf(capture);
  const { text, count } = await copyRows(capture, rows, textFormat, { redactor });
  const about = redactedText(redactor.hello.redacted!);
  return { text: text === '' ? '' : `${about}\n${text}`, count };
}
