import { isMessage, type EventIndex } from '../index/eventIndex';

/** What two messages have in common. */
export type Same = 'peer' | 'type';

/**
 * The rows of the messages of the same peer, or of the same type of whatever peer, from a row on.
 * @param by 1 for later ones, -1 for earlier ones.
 * @param from Where to begin, without that row: the row itself, unless it is elsewhere.
 */
export function* neighbours(
  index: EventIndex,
  row: number,
  same: Same,
  by: 1 | -1,
  from = row,
): Generator<number, void> {
  const peer = index.peer(row);
  const messageType = index.messageType(row);
  const typeId = index.messageTypeId(row);
  for (let at = from + by; at >= index.firstRow && at < index.length; at += by) {
    if (!isMessage(index.kind(at))) continue;
    if (same === 'peer' ? index.peer(at) !== peer : index.messageTypeId(at) !== typeId) continue;
    // Types that are too many to be told apart share a number.
    if (same === 'type' && index.messageType(at) !== messageType) continue;
    yield at;
  }
}
