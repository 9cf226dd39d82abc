import type { Chain } from '../bitcoin/read/payload';
import type { Decoding } from '../capture/export/decodedJson';
import { formatOf } from '../capture/export/formats';
import { factsOf } from '../capture/export/readRows';
import { ChainOfMessages } from '../capture/model/chain';
import { PeersModel } from '../capture/model/peersModel';
import { PeerVersions } from '../capture/model/peerVersions';
import { pairsOfCapture } from '../capture/query/pairs';
import { openSource } from '../capture/sources/openSource';
import type { OpenedSource } from '../capture/sources/sourceKind';
import { eventsOf, type ProbeEvent } from '../shared/events/event';
import { plural } from '../shared/text/quantity';
import { EventWriter, type EventContext } from './eventWriter';
import { say } from './output';
import { parseFilter, printFilter, type Takes } from './printFilter';
import { sayDamages } from './sayDamages';
import { sourceFailure } from './sourceFailure';
import { sayUnattached } from './unattached';

export interface PrintFlags {
  /** The id of one in the list of formats. */
  format: string;
  /** Only with a format that decodes. */
  decode?: true;
  /** The node's chain; without it what the capture says, or what its peers suggest. */
  chain?: Chain;
  /** Levels of fields. */
  depth?: number;
  /** Only what matches it, in the language of docs/filter-language.md. */
  filter?: string;
  /** Scripts are taken apart and rendered. */
  scripts: boolean;
}

/** Prints what was recorded. @param place A path, or what else a source is opened by. @throws UserError when it cannot be read. */
export async function printCommand(place: string, flags: PrintFlags): Promise<void> {
  const peers = new PeersModel();
  const { decode, chain, filter } = flags;
  if (filter !== undefined) parseFilter(filter);
  const needsPeers = filter !== undefined || (decode === true && !chain);
  const source = await openSource(place, needsPeers ? { onAppend: peers.add } : {});
  try {
    const chains = new ChainOfMessages(source.contents, peers, chain);
    const takes =
      filter === undefined ? undefined : await printFilter(filter, place, source, peers);
    await print(place, source, flags, chains, takes);
    if (source.damagedBytes > 0)
      say(
        `The last ${plural(source.damagedBytes, 'byte')} of the file are an incomplete event and were left out.`,
      );
    sayDamages(source);
    if (chains.assumed)
      say('Nothing tells the chain of the node, so main is assumed; --chain names another.');
  } finally {
    source.dispose();
  }
}

async function print(
  place: string,
  source: OpenedSource,
  { format: id, decode, depth, scripts }: PrintFlags,
  chains: ChainOfMessages,
  takes: Takes | undefined,
): Promise<void> {
  const format = formatOf(id);
  const decoding: Decoding | undefined = decode && {
    // The one whose context was asked for last.
    chainOf: ({ pid }) => chains.of(pid, row - 1),
    depth,
    scripts,
    versions: new PeerVersions(),
  };
  const writer = new EventWriter(format, { decoding });
  sayUnattached(source.hello);
  const { contents, capture } = source;
  // What a filter hides may be what is answered; without one the format finds that out itself, in less memory.
  const pairs = takes && format.needsAnswers && capture && pairsOfCapture(capture, () => false);
  await pairs?.until(contents.index.length);
  let row = contents.index.firstRow;
  const next = (event: ProbeEvent): EventContext => {
    const gaps = contents.index.losses.before(row);
    const hidden = takes !== undefined && !takes(row, event);
    const facts = !hidden && format.needsFacts ? factsOf(contents, row, { pairs }) : undefined;
    row++;
    return { gaps, facts, hidden };
  };
  source.flow((run) => writer.write(eventsOf(run), next));
  const failure = sourceFailure(place, await source.ended);
  try {
    // Only the last statistics know of these.
    if (!failure) await writer.tellLosses(contents.index.losses.after(row - 1));
    // What was read before a failure is a whole document all the same.
    await writer.end();
  } catch (error) {
    // Where nothing can be written any more, that was the failure.
    throw failure ?? error;
  }
  if (failure) throw failure;
}
