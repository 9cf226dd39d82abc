import { MalformedFrame } from '../../shared/frames/frameReader';
import { checkFrameLength } from '../../shared/frames/frameSplitter';
import { HEADER } from '../../shared/frames/layout';

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
