import { MalformedFrame } from '../../shared/frames/frameReader';
import { checkFrameLength } from '../../shared/frames/frameSplitter';
import { CONNECTION, EventKind, HEADER, MESSAGE, MISBEHAVING } from '../../shared/frames/layout';
import { isMessage } from './eventKinds';

/**
 * @param at Where a frame begins in the view.
 * @returns Its length, bytes.
 * @throws MalformedFrame when the view ends within it; BadStream when no frame is that long.
 */
export function frameLength(view: DataView, at: number): number {
  const left = view.byteLength - at;
  const length = left < HEADER.size ? left : view.getUint32(at, true);
  if (length > left) throw new MalformedFrame(`a frame of ${length} bytes where ${left} are left`);
  return checkFrameLength(length);
}

/**
 * Looks whether a probe event's fields keep within its frame, as decodeEvent does.
 * @returns Where the payload of a message begins; 0 for other kinds.
 * @throws MalformedFrame
 */
export function checkEvent(view: DataView, at: number, length: number, kind: EventKind): number {
  if (!isMessage(kind)) {
    need(length, kind === EventKind.MisbehavingConnection ? MISBEHAVING.end : CONNECTION.end);
    return 0;
  }
  need(length, MESSAGE.shortPayload);
  const start = view.getUint32(at + MESSAGE.payloadOffset, true);
  if (start !== MESSAGE.shortPayload && start !== MESSAGE.longPayload)
    throw new MalformedFrame(`a payload cannot begin at ${start}`);
  need(length, start + view.getUint32(at + MESSAGE.captured, true));
  return start;
}

function need(length: number, needed: number): void {
  if (length < needed)
    throw new MalformedFrame(`a frame of ${length} bytes where ${needed} are needed`);
}
