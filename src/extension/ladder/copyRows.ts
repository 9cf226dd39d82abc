import { isMessage } from '../../capture/eventIndex';
import { eventSummary } from '../../capture/query/readEvent';
import { readEvents } from '../../capture/query/readEvents';
import { visible, visibleJson } from '../../shared/visible';
import type { Recording } from '../recording';

/** Payload bytes that are copied together: a clipboard is no file. */
const MOST_BYTES = 16_000_000;

export type CopyFormat = 'text' | 'hex' | 'json';

/** Rows as something to paste: a line each, or a JSON array. @param rows Ascending. */
export async function copyRows(
  recording: Recording,
  rows: readonly number[],
  format: CopyFormat,
): Promise<string> {
  const { capture } = recording;
  const { index } = capture;
  const parts: string[] = [];
  let bytes = 0;
  for await (const events of readEvents(capture, rows)) {
    for (const event of events) {
      const { row, messageType, payload, size } = event;
      bytes += payload.length;
      if (bytes > MOST_BYTES) break;
      const { peer, address, connectionType } = index.peers[index.peer(row)]!;
      const time = new Date(Math.floor(recording.wallUs(index.timeNs(row)) / 1000)).toISOString();
      const direction = index.direction(row);
      const summary = eventSummary(event);
      if (format === 'hex') {
        if (isMessage(index.kind(row))) parts.push(payload.toString('hex'));
      } else if (format === 'text') {
        const arrow = direction === 'outbound' ? '→' : '←';
        const bytesText = isMessage(index.kind(row)) ? ` (${size} bytes)` : '';
        parts.push(`${time} ${arrow} peer ${peer} ${visible(address)}  ${summary}${bytesText}`);
      } else {
        const what = isMessage(index.kind(row))
          ? { type: messageType, size, payload: payload.toString('hex') }
          : {};
        parts.push(
          visibleJson(
            JSON.stringify({
              ...{ row, time, peer, address, connection_type: connectionType, direction },
              ...{ ...what, summary },
            }),
          ),
        );
      }
    }
  }
  return format === 'json' ? `[\n${parts.join(',\n')}\n]\n` : parts.join('\n');
}
