import type { Severity } from '../bitcoin/conversation/finding';
import type { Chain } from '../bitcoin/read/payload';
import type { EventFormat } from '../capture/export/exporter';
import { formatOf } from '../capture/export/formats';
import { ChainOfMessages } from '../capture/model/chain';
import { PeerVersions } from '../capture/model/peerVersions';
import type { MessageEvent } from '../shared/events/event';
import { plural } from '../shared/text/quantity';
import { coloured } from './colour';
import { printCompactBlocks } from './compactBlocks/printCompactBlocks';
import { printFindings } from './findings/printFindings';
import { say, standardOutput } from './output';
import { sayRedacted } from './redact/sayRedacted';
import { sayAssumed } from './sayAssumed';
import { printPropagation } from './propagation/printPropagation';
import { printStats } from './stats/printStats';
import { printStory } from './story/printStory';
import { nameOf, withReading, type Reading, type ReadingFlags } from './reading';
import { sayUnattached } from './unattached';
import { writeEvents } from './writeEvents';

/** Fields by name with their values, or each with all that is known of it. */
export type DecodedForm = 'compact' | 'full';

export interface PrintFlags extends ReadingFlags {
  /** The id of one in the list of formats. */
  format: string;
  /** Only with a format that decodes. */
  decode?: DecodedForm | true;
  /** The node's chain; without it what the capture says, or what its peers suggest. */
  chain?: Chain;
  /** Levels of fields, in full. */
  depth?: number;
  /** Scripts are taken apart and rendered. */
  scripts: boolean;
  /** Totals in place of events. */
  stats?: true;
  /** What breaks the rules of the conversation, in place of events. */
  findings?: true;
  /** Compact blocks in place of events. */
  compactBlocks?: true;
  /** When each node had this transaction or block, or `blocks`, in place of events. */
  propagation?: string;
  /** A finding as grave as this is a failure. */
  failOn?: Severity;
}

/** Prints what was recorded. @param place A path, or what else an input is opened by. @throws UserError when it cannot be read. */
export async function printCommand(place: string, flags: PrintFlags): Promise<void> {
  const { story, stats, findings, compactBlocks, propagation, format } = flags;
  if (findings) return printFindings(place, flags, format === 'json');
  if (compactBlocks) return printCompactBlocks(place, flags, format);
  if (propagation !== undefined) return printPropagation(place, { ...flags, propagation }, format);
  if (stats) return printStats(place, flags, format === 'json');
  if (story !== undefined) return printStory(place, { ...flags, story }, format === 'json');
  return printEvents(place, flags);
}

async function printEvents(
  place: string,
  { format: id, decode, depth, scripts, chain, ...flags }: PrintFlags,
): Promise<void> {
  const format = formatOf(id);
  const needs = {
    doing: `Reading ${place}`,
    peers: (decode !== undefined || format.namesChain === true) && !chain,
    answers: format.needsAnswers === true,
    threads: decode !== undefined && format.decodes === true,
    terminal: true,
  };
  await withReading(place, flags, needs, async (reading) => {
    const { source, read, peers } = reading;
    const chains = new ChainOfMessages(read.contents, peers, chain);
    sayUnattached(read.hello);
    if (source.hello.redacted && !flags.redact) sayRedacted(source.hello);
    await writeEvents(coloured(format), read, standardOutput, (row) => {
      // The one that is being written.
      const chainOf = (pid: number) => chains.of(pid, row(), read.recordedPid?.(pid));
      const decoding = decode && {
        chainOf: ({ pid }: Pick<MessageEvent, 'pid'>) => chainOf(pid),
        full: decode === 'full',
        depth,
        scripts,
        versions: new PeerVersions(),
      };
      return { chainOf, decoding };
    });
    if (chains.assumed) sayAssumed();
    // An error says more.
    const { error } = await source.stop();
    if (!reading.interrupted && !error) sayNothingPrinted(place, reading, format);
  });
}

/** Why nothing was printed, where that is so. */
function sayNothingPrinted(
  place: string,
  { selected, tally }: Reading,
  { messagesOnly }: EventFormat,
): void {
  const all = tally.messages + tally.others;
  const { seen, kept, messages } = selected ?? { seen: all, kept: all, messages: tally.messages };
  if (seen === 0) say(`${nameOf(place)} has no events.`);
  else if (kept === 0) say(`None of ${plural(seen, 'event')} is what you asked for.`);
  else if (messages === 0 && messagesOnly)
    say(
      `What you asked for is ${plural(kept, 'event')} that this format leaves out, as it is for messages only: use --format text.`,
    );
}
