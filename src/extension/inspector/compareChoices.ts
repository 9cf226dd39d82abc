import { summarize } from '../../bitcoin/summarize';
import { neighbours } from '../../capture/query/neighbours';
import { peerNumber } from '../../shared/text/peerNumber';
import type { PickItem } from '../host/dialogs';
import type { Recording } from '../captures/recording';
import { timeOfDay, zoneOf } from '../../shared/text/dateText';
import { rowNumber } from '../../shared/text/rowNumber';
import { sameSubject } from './sameSubject';

/** Messages that are offered in each group, and bytes of each that a summary takes. */
const MOST = 40;
const SUMMARY_BYTES = 512;

/**
 * Messages of the same type to compare with: those of other peers about the same transaction or block,
 * then the latest ones.
 */
export async function compareChoices(
  recording: Recording,
  row: number,
): Promise<PickItem<number>[]> {
  const { index } = recording.capture;
  const { kind, rows: same } = await sameSubject(recording.capture, row, MOST);
  const latest: number[] = [];
  for (const each of neighbours(index, row, 'type', -1, index.length)) {
    if (each !== row && !same.includes(each)) latest.push(each);
    if (latest.length === MOST) break;
  }
  const items: PickItem<number>[] = [];
  const offer = async (group: string, rows: readonly number[]): Promise<void> => {
    for (const value of rows)
      items.push({
        label: `${rowNumber(value)} ${await summaryOf(recording, value)}`,
        description: messageName(recording, value),
        group,
        value,
      });
  };
  await offer(`The same ${kind} from another peer`, same);
  await offer('The latest of this type', latest);
  return items;
}

/** `peer 3, inbound, 14:03:22.123456` */
export function messageName(recording: Recording, row: number): string {
  const { index } = recording.capture;
  const wallUs = recording.wallUs(index.timeNs(row));
  const time = timeOfDay(wallUs, zoneOf(wallUs / 1000));
  return `${peerName(recording, row)}, ${index.direction(row)!}, ${time}`;
}

/** `peer 3` */
export function peerName({ capture: { index } }: Recording, row: number): string {
  return `peer ${peerNumber(index.peers[index.peer(row)]!.peer)}`;
}

async function summaryOf({ capture }: Recording, row: number): Promise<string> {
  const bytes = await capture.payload(row, 0, SUMMARY_BYTES);
  const { index } = capture;
  return summarize(index.messageType(row), bytes, index.size(row));
}
