import { isWorthThreads, startThreads } from '../capture/export/decoding/decodePool';
import { PeersModel } from '../capture/model/peersModel';
import { openInput, STANDARD_INPUT } from '../capture/sources/openInput';
import type { OpenedSource } from '../capture/sources/sourceKind';
import type { Append } from '../capture/capture';
import type { Converted } from './convert/converter';
import { ReadTally } from './convert/readTally';
import { readSource } from './convert/readSource';
import { transformationsOf, type TransformationFlags } from './convert/transformations';
import { endOf } from './endOf';
import { dieOf, onInterrupt, type EndSignal } from './interrupt';
import { say, sayError } from './output';
import { showProgress } from './progress';
import { KeptAnswers } from './select/keptAnswers';
import { KeptRows } from './select/keptRows';
import { needsWhole, select, type SelectionFlags, wantsAll } from './select/selection';
import { selectFrames } from './select/selectFrames';

/** What is said of that which is read. */
export interface ReadingFlags extends SelectionFlags, TransformationFlags {}

/** What a command reads, and what is known of it. */
export interface Reading {
  readonly source: OpenedSource;
  /** What of it is wanted. */
  readonly read: Converted;
  readonly peers: PeersModel;
  /** Rows of the source that are wanted, as far as it was read; undefined where all are. */
  readonly selected: KeptRows | undefined;
  /** Of what was read so far. */
  readonly tally: ReadTally;
  /** A signal has ended it before its time. */
  readonly interrupted: boolean;
}

/** What a command needs of what it reads. */
export interface ReadingNeeds {
  /** The model of all peers. */
  peers?: boolean;
  /** Which requests events answer. */
  answers?: boolean;
  /** Any event may be asked for. */
  whole?: boolean;
  /** It decodes what it reads in threads. */
  threads?: boolean;
  /** It says itself that a signal has ended the reading. */
  tellsInterruption?: boolean;
  /** It writes to the terminal, where nothing else has room. */
  terminal?: boolean;
  /** `Converting session.p2ptrace` */
  doing: string;
}

/**
 * Opens what the user named for `use`. A first signal ends the reading: `use` goes on with what was read,
 * and this process ends by that signal after it. @throws UserError what went wrong, after `use`
 */
export async function withReading(
  place: string,
  flags: ReadingFlags,
  needs: ReadingNeeds,
  use: (reading: Reading) => Promise<void>,
): Promise<void> {
  const { filter } = flags;
  const peers = new PeersModel();
  const tally = new ReadTally();
  const stop = new AbortController();
  let ended: EndSignal | undefined;
  let source: OpenedSource | undefined;
  const signals = onInterrupt((signal) => {
    // One more ends this process at once.
    signals.dispose();
    ended = signal;
    stop.abort();
    void source?.stop();
  });
  let opened = 0;
  const needsPeers = needs.peers === true || filter !== undefined;
  let waitsForThreads = needs.threads === true && wantsAll(flags);
  const onAppend = (append: Append) => {
    opened = append.index.offset(append.to - 1);
    // They start while this thread is busy with opening.
    if (waitsForThreads && isWorthThreads(opened)) {
      waitsForThreads = false;
      startThreads();
    }
    if (needsPeers) peers.add(append);
  };
  const progress = showProgress(needs.doing, needs.terminal === true, () => ({
    bytes: tally.bytes === 0 ? opened : tally.bytes,
    of: tally.bytes === 0 ? undefined : source?.capture?.fileSize,
  }));
  try {
    const random = needs.whole === true || needsWhole(flags);
    try {
      source = await openInput(place, { random, signal: stop.signal, onAppend });
    } catch (error) {
      // What had not come until the signal is no error.
      if (ended) await dieOf(ended);
      throw error;
    }
    const takes = await select(flags, source, peers);
    const selected = takes && new KeptRows();
    const answers = takes && needs.answers === true ? new KeptAnswers() : undefined;
    const selection = takes && selected ? [selectFrames(takes, selected, answers)] : [];
    const others = transformationsOf(flags);
    const read = readSource(source, [...selection, ...others]);
    await use({
      source,
      peers,
      tally,
      selected,
      read: {
        ...read,
        frames: tally.count(read.frames),
        answered: answers && (() => answers.next()),
        // What others changed is not to be told.
        addressOf: others.length > 0 ? undefined : addressesOf(source),
      },
      get interrupted() {
        return ended !== undefined;
      },
    });
    if (ended && needs.tellsInterruption !== true)
      say(`Read up to the interruption: ${tally.text}.`);
    progress.dispose();
    const failure = endOf(nameOf(place), source, await source.stop());
    if (failure && !ended) throw failure;
    if (failure) sayError(String(failure));
  } finally {
    progress.dispose();
    signals.dispose();
    source?.dispose();
  }
  if (ended) await dieOf(ended);
}

/** What an input is called. @param place What it is opened by. */
export function nameOf(place: string): string {
  return place === STANDARD_INPUT ? 'standard input' : place;
}

function addressesOf({ contents: { index } }: OpenedSource): Converted['addressOf'] {
  return (pid, peer) => index.findPeer(pid, peer)?.address;
}
