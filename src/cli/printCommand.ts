import type { Chain } from '../bitcoin/read/payload';
import type { Decoding } from '../capture/export/decodedJson';
import { formatOf } from '../capture/export/formats';
import { factsOf } from '../capture/export/readRows';
import { ChainOfMessages } from '../capture/model/chain';
import { PeersModel } from '../capture/model/peersModel';
import { PeerVersions } from '../capture/model/peerVersions';
import { Redactor } from '../capture/redact/redactor';
import { openSource } from '../capture/sources/openSource';
import type { OpenedSource } from '../capture/sources/sourceKind';
import { eventsOf, isProbeEvent, type ProbeEvent, type TraceEvent } from '../shared/events/event';
import { EventWriter, type EventContext } from './eventWriter';
import { say } from './output';
import { redactedEvents } from './redact/redactedEvents';
import { redactionOf, type RedactFlags } from './redact/redactOptions';
import { sayLeftOut, sayRedacted } from './redact/sayRedacted';
import { parseFilter, printFilter, type Takes } from './printFilter';
import { sayDamages } from './sayDamages';
import { sourceFailure } from './sourceFailure';
import { sayUnattached } from './unattached';

export interface PrintFlags extends RedactFlags {
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
  { format: id, decode, depth, scripts, ...flags }: PrintFlags,
  chains: ChainOfMessages,
  takes: Takes | undefined,
): Promise<void> {
  const format = formatOf(id);
  const decoding: Decoding | undefined = decode && {
    // The one whose context was asked for last.
    chainOf: ({ pid }) => chains.of(recorded?.pid ?? pid, row - 1),
    depth,
    scripts,
    versions: new PeerVersions(),
  };
  const writer = new EventWriter(format, { decoding });
  const options = redactionOf(flags);
  const redactor = options && new Redactor(source.hello, options);
  sayUnattached(source.hello);
  sayRedacted(redactor?.hello ?? source.hello);
  const { contents } = source;
  /** The one whose stand-in is printed, which is what a filter looks at. */
  let recorded: ProbeEvent | undefined;
  const note = (event: TraceEvent): void => {
    if (isProbeEvent(event)) recorded = event;
  };
  const events = (run: Buffer): Iterable<TraceEvent> =>
    redactor ? redactedEvents(run, redactor, note) : eventsOf(run);
  let row = contents.index.firstRow;
  const next = (event: ProbeEvent): EventContext => {
    const gaps = contents.index.losses.before(row);
    const hidden = takes !== undefined && !takes(row, recorded ?? event);
    const facts = !hidden && format.needsFacts ? factsOf(contents, row, redactor) : undefined;
    row++;
    return { gaps, facts, hidden };
  };
  source.flow((run) => writer.write(events(run), next));
  const failure = sourceFailure(place, await source.ended);
  if (failure) throw failure;
  // Only the last statistics know of these.
  await writer.tellLosses(contents.index.losses.after(row - 1));
  await writer.end();
  if (redactor) sayLeftOut(redactor.leftOut);
}
