import { nothingCaptured, unreadableCapture } from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { errnoText } from '../../shared/text/errnoText';
import { captureDirectoriesIn, coreFilesAt, isCoreFile, severalAt } from './coreDirectory';
import { CoreFrames } from './coreFrames';
import { FrameSource } from './frameSource';
import type { Damage, SourceKind } from './sourceKind';

/** What a node with `-capturemessages` writes: a directory for each peer, with a file for each direction. */
export const coreCapture: SourceKind = {
  name: 'Bitcoin Core message capture',
  extensions: ['dat'],
  recognises: (place, head) =>
    head === 'directory' ||
    (head === undefined ? severalAt(place) !== undefined : isCoreFile(place)),
  files: async (place) => (await coreFilesAt(place)).map(({ path }) => path),
  open: async (place, options) => {
    try {
      const files = await coreFilesAt(place);
      if (files.length === 0) throw nothingCaptured(place, await captureDirectoriesIn(place));
      const damages: Damage[] = [];
      const frames = new CoreFrames(files, (damage) => damages.push(damage));
      const hello = await frames.begin();
      return new FrameSource(
        hello,
        (signal) => frames.frames(hello, signal),
        options,
        undefined,
        damages,
      );
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw unreadableCapture(place, errnoText(error));
    }
  },
};
