import { open as openFile } from 'node:fs/promises';
import { unreadableCapture } from '../../../shared/errors/captureErrors';
import { UserError } from '../../../shared/errors/userError';
import { errnoText } from '../../../shared/text/errnoText';
import { FrameSource } from '../frameSource';
import type { SourceKind } from '../sourceKind';
import { isZstd } from '../zstd';
import { ArchiveFrames } from './archiveFrames';
import { isArchive } from './archiveHeader';

/** What of a compressed archive can be told before it is decompressed. */
const COMPRESSED = /\.bin\.zst$/i;

async function isCompressed(path: string): Promise<boolean> {
  const file = await openFile(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return isZstd(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/**
 * What peer-observer's archiver writes: its events as Protocol Buffers, compressed or not. It has messages by
 * their fields, of which payloads are made again.
 */
export const peerObserverArchive: SourceKind = {
  name: 'peer-observer archive',
  extensions: ['bin', 'zst'],
  recognises: (place, head) =>
    Buffer.isBuffer(head) && (isZstd(head) ? COMPRESSED.test(place) : isArchive(head)),
  open: async (place, options) => {
    try {
      const archive = new ArchiveFrames(place, await isCompressed(place));
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
