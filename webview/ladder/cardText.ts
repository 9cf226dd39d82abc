import { shortConnectionType } from '../../src/shared/text/connectionTypes';
import type { Head } from '../../src/shared/webview/ladderProtocol';
import { shorten } from './shorten';

/** Characters that are left of a name at least, where its connection type stands behind it. */
const LEAST_NAME = 16;
const BETWEEN = ' · ';

/**
 * What stands in one line about the only peer of a ladder: its name, and its connection type as a whole; the rest as
 * far as there is room.
 * @param whole Characters that there is room for.
 */
export function cardText(
  {
    title,
    connectionType,
    userAgent,
    closed,
  }: Pick<Head, 'title' | 'connectionType' | 'userAgent' | 'closed'>,
  whole: number,
): string {
  const short = shortConnectionType(connectionType);
  for (const type of new Set([connectionType, short])) {
    const needed = title.length + (type === '' ? 0 : BETWEEN.length + type.length);
    if (needed <= whole) return [title, type, userAgent, closed].filter(Boolean).join(BETWEEN);
  }
  const room = whole - BETWEEN.length - short.length;
  if (short !== '' && room >= LEAST_NAME) return `${shorten(title, room)}${BETWEEN}${short}`;
  return shorten(title, Math.max(8, whole));
}
