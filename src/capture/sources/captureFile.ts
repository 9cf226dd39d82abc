import { FrameKind, HEADER } from '../../shared/frames/layout';
import { Capture } from '../capture';
import { findEarlierSegments } from '../store/segmentNames';
import { FrameSource } from './frameSource';
import type { SourceKind } from './sourceKind';

/** Files that this project writes, with their earlier segments: they are indexed first, and shown as they are. */
export const captureFile: SourceKind = {
  name: 'P2P trace',
  extensions: ['p2ptrace'],
  recognises: (_place, head) =>
    Buffer.isBuffer(head) &&
    head.length >= HEADER.size &&
    head.readUInt16LE(HEADER.kind) === (FrameKind.Hello as number),
  files: async (path) => [...(await findEarlierSegments(path)), path],
  open: async (path, options) => {
    const capture = options?.early
      ? await Capture.openEarly(path, options)
      : await Capture.open(path, options);
    return new FrameSource(capture.hello!, () => capture.runs(), options, capture);
  },
};
