import { isMessage } from '../../capture/index/eventIndex';
import { eventSummary, type ReadEvent } from '../../capture/query/readEvent';
import { readEvents } from '../../capture/query/readEvents';
import { peerNumber } from '../../shared/text/peerNumber';
import { visible, visibleJson } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';

/** Characters that are copied together: a clipboard is no file. */
const MOST_CHARACTERS = 32_000_000;

export type CopyFormat = 'text' | 'hex' | 'json';

/**
 * Rows as something to paste: a line each, or a JSON array.
 * @param rows Ascending.
 * @returns With how many of the rows it holds: the first ones, as far as a clipboard takes them.
 */
export async function copyRows(
  recording: Recording,
  rows: readonly number[],
  format: CopyFormat,
): Promise<{ text: string; count: number }> {
  const parts: string[] = [];
  let characters = 0;
  let count = 0;
  const text = (): string =>
    format === 'json' ? `[\n${parts.join(',\n')}\n]\n` : parts.join('\n');
  for await (const events of readEvents(recording.capture, rows)) {
    for (const event of events) {
      const part = partOf(recording, event, format);
      characters += part?.length ?? 0;
      if (characters > MOST_CHARACTERS && count > 0) return { text: text(), count };
      if (part !== undefined) parts.push(part);
      count++;
    }
  }
  return { text: text(), count };
}

/** undefined for what has no such form. */
function partOf(recording: Recording, event: ReadEvent, format: CopyFormat): string | undefined {
  const { index } = recording.capture;
  const { row, messageType, payload, size } = event;
  const isOfMessage = isMessage(index.kind(row));
  if (format === 'hex') return isOfMessage ? payload.toString('hex') : undefined;
  const { peer, address, connectionType } = index.peers[index.peer(row)]!;
  const time = new Date(Math.floor(recording.wallUs(index.timeNs(row)) / 1000)).toISOString();
  const direction = index.direction(row);
  const summary = eventSummary(event);
  if (format === 'text') {
    const arrow = direction === 'outbound' ? '→' : '←';
    const bytesText = isOfMessage ? ` (${size} bytes)` : '';
    return `${time} ${arrow} peer ${peerNumber(peer)} ${visible(address)}  ${summary}${bytesText}`;
  }
  const what = isOfMessage ? { type: messageType, size, payload: payload.toString('hex') } : {};
  const identity = { row, time, peer, address, connection_type: connectionType, direction };
  return visibleJson(JSON.stringify({ ...identity, ...what, summary }));
}
