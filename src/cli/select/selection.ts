import type { PeersModel } from '../../capture/model/peersModel';
import type { OpenedSource } from '../../capture/sources/sourceKind';
import { HEADER } from '../../shared/frames/layout';
import { storyRows } from '../story/storyRows';
import { RowWalk } from '../convert/rowWalk';
import { asksForAnswers, filterRows, type Takes } from './filterRows';
import type { Last, Moment } from './moment';

/** Which events are wanted; all where nothing is said. */
export interface SelectionFlags {
  /** In the language of docs/filter-language.md. */
  filter?: string;
  from?: Moment;
  until?: Moment;
  /** Ids of peers. */
  peer?: number[];
  last?: Last;
  /** A txid, wtxid or block hash: what mentions it, and the connections of those who did. */
  story?: string;
}

/** Whether events have to be looked at that come later: then a stream has to be kept first. */
export function needsWhole({ filter, from, until, last, story }: SelectionFlags): boolean {
  return (
    (filter !== undefined && asksForAnswers(filter)) ||
    from?.kind === 'before-end' ||
    until?.kind === 'before-end' ||
    last !== undefined ||
    story !== undefined
  );
}

/** Whether everything is wanted. */
export function wantsAll({ filter, from, until, peer, last, story }: SelectionFlags): boolean {
  return [filter, from, until, peer, last, story].every((flag) => flag === undefined);
}

/**
 * @param peers The model of the source's peers, where a filter is given.
 * @returns undefined where everything is wanted. @throws UserError
 */
export async function select(
  flags: SelectionFlags,
  source: OpenedSource,
  peers: PeersModel,
): Promise<Takes | undefined> {
  const { filter, from, until, peer, last, story } = flags;
  if (wantsAll(flags)) return undefined;
  const { index } = source.contents;
  const tests: Takes[] = [];
  const clock = clockOf(source);
  const since = (moment: Moment) => tests.push((_, frame) => timeOf(frame) >= clock.at(moment));
  if (from) since(from);
  if (until) tests.push((_, frame) => timeOf(frame) <= clock.at(until));
  if (last && 'ns' in last) since({ kind: 'before-end', ns: last.ns });
  if (peer) {
    const wanted = new Set(peer);
    tests.push((row) => wanted.has(index.peers[index.peer(row)]!.peer));
  }
  if (filter !== undefined) tests.push(await filterRows(filter, source, peers));
  if (story !== undefined) tests.push(await storyRows(story, source.capture!));
  const takes: Takes = (row, frame) => {
    clock.see(frame);
    return tests.every((test) => test(row, frame));
  };
  return last && 'events' in last ? lastOf(last.events, takes, source) : takes;
}

/** Tells moments as times of events, CLOCK_MONOTONIC, nanoseconds. */
function clockOf({ hello, contents: { index } }: OpenedSource) {
  let startNs: number | undefined;
  const at = (moment: Moment): number => {
    switch (moment.kind) {
      case 'at':
        return Number(moment.unixNs - hello.wallNs + hello.monotonicNs);
      case 'after-start':
        return startNs! + moment.ns;
      case 'before-end':
        return index.timeNs(index.length - 1) - moment.ns;
    }
  };
  return { at, see: (frame: Buffer) => (startNs ??= timeOf(frame)) };
}

function timeOf(frame: Buffer): number {
  return Number(frame.readBigUInt64LE(HEADER.timeNs));
}

/** The last ones that are wanted, which takes a look at all. */
async function lastOf(count: number, takes: Takes, { capture }: OpenedSource): Promise<Takes> {
  const rows: number[] = [];
  let next = 0;
  const walk = new RowWalk(capture!.index);
  for await (const run of capture!.runs())
    walk.each(run, (frame, row) => {
      if (row === undefined || !takes(row, frame)) return;
      rows[next % count] = row;
      next++;
    });
  const first = next > count ? rows[next % count]! : 0;
  return (row, frame) => row >= first && takes(row, frame);
}
