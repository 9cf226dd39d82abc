import { describeField } from '../../bitcoin/describeField';
import type { FieldPath } from '../../bitcoin/fieldPath';
import { hex } from '../../bitcoin/text/hex';
import { visible, visibleJson } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';
import type { Inspection } from './inspection';

/** Characters of JSON up to which it is laid out in lines. */
const MOST_IN_LINES = 4_000_000;

/** The value of a field as a program wants it; the bytes in hex of what has only parts. */
export function valueText(inspection: Inspection, path: FieldPath): string {
  const field = inspection.field(path);
  if (!field) return '';
  const { value } = describeField(field, { longestValue: Infinity });
  if (value === undefined) return field.derived ? field.text : hex(field.bytes);
  // Into a terminal it would be pasted with its line ends and escapes; the hex has them all.
  return visible(String(value));
}

/** A message with its fields as JSON. @param fields An array, as JSON. */
export function messageJson(
  { event, decoded }: Inspection,
  recording: Recording,
  fields: string,
): string {
  const { messageType, direction, peer, address, connectionType, timeNs, size, payload } = event;
  const about = JSON.stringify({
    message_type: messageType,
    ...{ direction, peer, address, connection_type: connectionType },
    unix_us: recording.wallUs(timeNs),
    size,
    ...(payload.length < size && { captured: payload.length }),
    ...(decoded.error && { error: decoded.error }),
    ...(decoded.notes.length > 0 && { notes: decoded.notes }),
  });
  const text = `${about.slice(0, -1)},"fields":${fields}}`;
  return visibleJson(
    text.length > MOST_IN_LINES ? text : JSON.stringify(JSON.parse(text), null, 2),
  );
}
