import type { Finding, Severity } from '../../bitcoin/conversation/finding';
import { ChainOfMessages } from '../../capture/model/chain';
import { ConversationWatch } from '../../capture/model/conversationWatch';
import type { Chain } from '../../bitcoin/read/payload';
import { findingsReached } from '../../shared/errors/captureErrors';
import { say, standardOutput } from '../output';
import { withReading, type Reading, type ReadingFlags } from '../reading';
import { lookAtAll } from '../select/overAll';
import { needsWhole, type SelectionFlags } from '../select/selection';
import { findingJson, totalsJson } from './findingsJson';
import { findingLine, totalsText } from './findingsText';
import { FoundRows } from './foundRows';

/** Characters that are written at once. */
const PIECE = 2 ** 16;

export interface FindingsFlags extends SelectionFlags {
  /** The node's chain; without it what the capture says. */
  chain?: Chain;
  /** One as grave as this is a failure. */
  failOn?: Severity;
}

/**
 * Prints what breaks the rules of the conversation, or is remarkable in it. All events are looked at; what is selected
 * chooses what is printed of it. @throws UserError also where a finding is as grave as is asked for.
 */
export async function printFindings(
  place: string,
  flags: FindingsFlags,
  asJson: boolean,
): Promise<void> {
  const { failOn } = flags;
  const needs = {
    doing: `Reading ${place}`,
    whole: needsWhole(flags),
    peers: flags.filter !== undefined,
  };
  // What is selected is looked at here: withReading would leave out the rest.
  const all: ReadingFlags = {};
  let reached = 0;
  await withReading(place, all, needs, async (reading) => {
    const found = await findingsOf(reading, flags);
    await write(found, reading, asJson);
    if (failOn) reached = found.reaching(failOn);
    if (reading.source.hello.redacted?.transactions)
      say(
        'Transactions and hashes of blocks are stand-ins here: rules that hash them say nothing.',
      );
  });
  if (failOn && reached > 0) throw findingsReached(reached, failOn);
}

async function findingsOf(reading: Reading, flags: FindingsFlags): Promise<FoundRows> {
  const { read, peers } = reading;
  const { index } = read.contents;
  let found!: FoundRows;
  await lookAtAll(reading, flags, (isWanted) => {
    found = new FoundRows(isWanted);
    let last = 0;
    const chains = new ChainOfMessages(read.contents, peers, flags.chain);
    const watch = new ConversationWatch(
      (finding) => found.add(finding),
      read.hello.redacted?.transactions === true,
      (pid) => chains.said(pid, last),
    );
    return (row, frame) => {
      last = row;
      watch.add(index, row, frame, 0);
    };
  });
  return found;
}

async function write(found: FoundRows, { read }: Reading, asJson: boolean): Promise<void> {
  const { wallNs, monotonicNs } = read.hello;
  const unixOf = (timeNs: number) => BigInt(Math.round(timeNs)) - monotonicNs + wallNs;
  const { sorted } = found;
  const severalNodes = new Set(sorted.map(({ connection }) => connection.pid)).size > 1;
  const lineOf = (finding: Finding) =>
    asJson ? findingJson(finding, unixOf) : findingLine(finding, unixOf, severalNodes);
  let piece = '';
  for (const finding of sorted) {
    piece += lineOf(finding);
    if (piece.length < PIECE) continue;
    await standardOutput.write(piece);
    piece = '';
  }
  await standardOutput.write(piece + (asJson ? totalsJson(found) : totalsText(found)));
}
