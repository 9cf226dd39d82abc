import { unreadableCapture } from '../../../shared/errors/captureErrors';
import { UserError } from '../../../shared/errors/userError';
import { errnoText } from '../../../shared/text/errnoText';
import { FrameSource } from '../frameSource';
import type { SourceKind } from '../sourceKind';
import { ArchiveFrames } from './archiveFrames';
import { isArchive } from './archiveHeader';

/** One that is of another version, or broken, is told by its name only: its reader says what is wrong. */
const COMPRESSED = /\.bin\.zst$/i;

/**
 * What peer-observer's archiver writes: its events as Protocol Buffers, compressed or not. It has messages by
 * their fields, of which payloads are made again.
 */
export const peerObserverArchive: SourceKind = {
  name: 'peer-observer archive',
  extensions: ['bin', 'zst'],
  recognises: (place, head, inner) =>
    Buffer.isBuffer(head) && (isArchive(inner ?? head) || (!!inner && COMPRESSED.test(place))),
  open: async (place, options) => {
    try {
      const archive = new ArchiveFrames(place);
      const hello = await archive.begin();
      const { damages, notes } = archive;
      const frames = (signal: AbortSignal): AsyncIterable<Buffer> => archive.frames(hello, signal);
      return new FrameSource(hello, frames, options, undefined, damages, notes);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw unreadableCapture(place, errnoText(error));
    }
  },
};
