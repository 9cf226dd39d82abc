import { mentionedHashes } from '../../bitcoin/mentionedHashes';
import type { Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventKinds';
import { PeersModel } from '../../capture/model/peersModel';
import { hashUnknown } from '../../shared/errors/viewErrors';
import { RowWalk } from '../convert/rowWalk';
import { filterRows, type Takes } from '../select/filterRows';

/** Ids of one transaction. */
const MOST_IDS = 8;

/**
 * What mentions a transaction or block by any of its hashes, what the node did with it, and the connections of the
 * peers who mention it.
 * @throws UserError where nothing mentions it
 */
export async function storyRows(hash: string, capture: Capture): Promise<Takes> {
  const { index } = capture;
  const named = await idsOf(hash, capture);
  const mentions = await mentionsOf(named, capture);
  const peers = new Set<number>();
  const rows = new Set<number>();
  await eachRow(capture, (row, frame) => {
    if (!mentions(row, frame)) return;
    rows.add(row);
    if (isMessage(index.kind(row))) peers.add(index.peer(row));
  });
  if (rows.size === 0) throw hashUnknown(hash);
  return (row) => rows.has(row) || (!isMessage(index.kind(row)) && peers.has(index.peer(row)));
}

/** With the other id of a transaction, where one of its messages tells it: peers name it by either. */
export async function idsOf(hash: string, capture: Capture): Promise<string[]> {
  const { index } = capture;
  const carries = await mentionsOf([hash], capture);
  let whole: number | undefined;
  await eachRow(capture, (row, frame) => {
    if (whole === undefined && index.messageType(row) === 'tx' && carries(row, frame)) whole = row;
  });
  if (whole === undefined) return [hash];
  const ids = mentionedHashes('tx', await capture.payload(whole), MOST_IDS);
  return [...new Set([hash, ...ids.map((each) => each.hash)])];
}

function mentionsOf(hashes: readonly string[], capture: Capture): Promise<Takes> {
  const source = { contents: capture, capture: undefined };
  return filterRows(`hash:${hashes.join(',')}`, source, new PeersModel());
}

async function eachRow(
  capture: Capture,
  take: (row: number, frame: Buffer) => void,
): Promise<void> {
  const walk = new RowWalk(capture.index);
  for await (const run of capture.runs())
    walk.each(run, (frame, row) => {
      if (row !== undefined) take(row, frame);
    });
}
