import { summarize } from '../../bitcoin/summarize';
import { neighbours } from '../../capture/query/neighbours';
import { peerNumber } from '../../shared/text/peerNumber';
import type { PickItem } from '../host/dialogs';
import type { Recording } from '../captures/recording';
import { timeWithZone } from './messageFacts';

/** Messages that are offered of each side, and bytes of each that a summary takes. */
const MOST = 40;
const SUMMARY_BYTES = 512;

/** Messages of the same type to compare with: the nearest, those of the same peer first. */
export async function compareChoices(
  recording: Recording,
  row: number,
): Promise<PickItem<number>[]> {
  const { capture } = recording;
  const { index } = capture;
  const rows = [
    ...take(neighbours(index, row, 'type', -1)).reverse(),
    ...take(neighbours(index, row, 'type', 1)),
  ];
  const own = rows.filter((each) => index.peer(each) === index.peer(row));
  const others = rows.filter((each) => index.peer(each) !== index.peer(row));
  const items: PickItem<number>[] = [];
  for (const value of [...own, ...others])
    items.push({
      label: `#${value + 1} ${await summaryOf(recording, value)}`,
      description: messageName(recording, value),
      group: own.includes(value) ? 'Of this peer' : 'Of other peers',
      value,
    });
  return items;
}

/** `peer 3, inbound, 14:03:22.123456` */
export function messageName(recording: Recording, row: number): string {
  const { index } = recording.capture;
  const { peer } = index.peers[index.peer(row)]!;
  const [, time] = timeWithZone(recording.wallUs(index.timeNs(row))).split(' ');
  return `peer ${peerNumber(peer)}, ${index.direction(row)!}, ${time!}`;
}

async function summaryOf({ capture }: Recording, row: number): Promise<string> {
  const bytes = await capture.payload(row, 0, SUMMARY_BYTES);
  const { index } = capture;
  return summarize(index.messageType(row), bytes, index.size(row));
}

function take(rows: Generator<number, void>): number[] {
  const taken: number[] = [];
  for (const row of rows) if (taken.push(row) === MOST) break;
  return taken;
}
