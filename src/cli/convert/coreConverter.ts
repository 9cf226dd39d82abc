import { CoreWriter, type NotInCore } from '../../capture/export/core/coreWriter';
import { plural } from '../../shared/text/quantity';
import { say } from '../output';
import type { DirectoryConverter } from './converter';

/** The directory that a node with `-capturemessages` would have written. */
export const coreConverter: DirectoryConverter = {
  id: 'core',
  title: 'Bitcoin Core message capture',
  extensions: [],
  directory: true,
  messagesOnly: true,
  write: async ({ frames, contents }, path) => {
    const writer = new CoreWriter(path, contents);
    for await (const run of frames) await writer.add(run);
    await writer.close();
    const { folders, notIn } = writer;
    if (folders.length > 1) say(`Each node is in a directory of its own: ${folders.join(', ')}.`);
    for (const line of linesOf(notIn)) say(line);
  },
};

/** What is lost on the way. */
function* linesOf(notIn: NotInCore): Generator<string> {
  const { others, incomplete, bookmarks, cutTimes, unordered, unnamed } = notIn;
  const counts: [number, string][] = [
    [incomplete, 'incomplete message'],
    [others, 'other event'],
    [bookmarks, 'bookmark'],
  ];
  const left = counts.filter(([count]) => count > 0).map(([count, what]) => plural(count, what));
  if (left.length > 0)
    yield `Left out, since Core’s files have no place for it: ${left.join(', ')}.`;
  if (cutTimes > 0) yield `Cut to microseconds: the times of ${plural(cutTimes, 'message')}.`;
  if (unordered > 0)
    yield `Without an order: ${plural(unordered, 'message')} of the same microsecond as the one before, in another file.`;
  if (unnamed > 0)
    yield `Without a usable address: ${plural(unnamed, 'message')}, in directories peer-NUMBER.`;
}
