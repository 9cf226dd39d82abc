import { decodeEvent } from '../../shared/events/event';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { COMPACT_TYPES, type CompactBlocks } from '../model/compactBlocks';

/** Hands on an event of a capture, where it has to do with a compact block. @param frame Of the row. */
export function addCompactRow(
  blocks: CompactBlocks,
  index: EventIndex,
  row: number,
  frame: Buffer,
): void {
  if (!isMessage(index.kind(row))) {
    const event = decodeEvent(frame);
    if (event?.kind === 'block-connected')
      blocks.connected(event.pid, event.hash, event.height, event.timeNs);
    return;
  }
  const messageType = index.messageType(row);
  if (!COMPACT_TYPES.has(messageType)) return;
  const start = index.payloadOffset(row);
  blocks.message({
    row,
    timeNs: index.timeNs(row),
    identity: index.peers[index.peer(row)]!,
    inbound: index.direction(row) === 'inbound',
    messageType,
    payload: frame.subarray(start, start + index.captured(row)),
    size: index.size(row),
  });
}
