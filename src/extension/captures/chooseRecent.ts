import type { Dialogs } from '../host/dialogs';
import type { RecentCaptures } from './recentCaptures';

/** @returns The absolute path of the capture that was chosen. */
export async function chooseRecent(
  recent: RecentCaptures,
  dialogs: Dialogs,
): Promise<string | undefined> {
  const captures = await recent.list();
  const placeholder =
    captures.length === 0 ? 'No capture was opened or saved yet' : 'Which capture?';
  const items = captures.map(({ path, name, folder }) => ({
    label: name,
    description: folder,
    group: 'Latest first',
    value: path,
  }));
  return dialogs.pick('Open Recent Capture', placeholder, items);
}
