import { describeField } from '../../bitcoin/describeField';
import type { FieldPath } from '../../bitcoin/fieldPath';
import { hex } from '../../bitcoin/text/hex';
import { openEventJson } from '../../capture/export/eventJson';
import { summaryOf } from '../../capture/query/readEvent';
import { visible, visibleJson } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';
import type { Inspection } from './inspection';

/** Characters of JSON up to which it is laid out in lines. */
const MOST_IN_LINES = 4_000_000;

/** The value of a field as a program wants it; of a field that has only parts, its bytes in hex. */
export function valueText(inspection: Inspection, path: FieldPath): string {
  const field = inspection.field(path);
  if (!field) return '';
  const { value } = describeField(field, { longestValue: Infinity });
  if (value === undefined) return field.derived ? field.text : hex(field.bytes);
  // Pasted into a terminal, its line ends and escapes would act; the hex has them all.
  return visible(String(value));
}

/** A message with its fields as JSON, as docs/event.schema.json describes it. @param fields An array, as JSON. */
export function messageJson(
  { row, event, decoded }: Inspection,
  { clock }: Recording,
  fields: string,
): string {
  const { error, notes } = decoded;
  const head = openEventJson(event, clock, { row, summary: summaryOf(event), error, notes });
  const text = `${head},"fields":${fields}}`;
  if (text.length > MOST_IN_LINES) return text;
  return visibleJson(JSON.stringify(JSON.parse(text), null, 2));
}
