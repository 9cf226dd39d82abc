import type { Chain } from '../bitcoin/read/payload';
import { Capture } from '../capture/capture';
import type { Decoding } from '../capture/export/decodedJson';
import { formatOf } from '../capture/export/formats';
import { factsOf } from '../capture/export/readRows';
import { guessChain, knownPeers } from '../capture/model/guessChain';
import { PeersModel } from '../capture/model/peersModel';
import { PeerVersions } from '../capture/model/peerVersions';
import { decodeEvent, type TraceEvent } from '../shared/events/event';
import { plural } from '../shared/text/quantity';
import { say } from './output';
import { TextWriter, type EventContext } from './textWriter';
import { sayUnattached } from './unattached';

export interface PrintFlags {
  /** The id of one in the list of formats. */
  format: string;
  /** Only with a format that decodes. */
  decode?: true;
  /** The node's chain; without it, the one that its peers suggest. */
  chain?: Chain;
  /** Levels of fields. */
  depth?: number;
  /** Scripts are taken apart and rendered. */
  scripts: boolean;
}

/** Prints a recorded file. @throws UserError when it is not a capture. */
export async function printCommand(path: string, flags: PrintFlags): Promise<void> {
  const { decode, chain } = flags;
  const model = decode && !chain ? new PeersModel() : undefined;
  const capture = await Capture.open(path, model && { onAppend: model.add });
  try {
    await print(capture, flags, chain ?? (model && guessedChain(model)));
    if (capture.damagedBytes > 0)
      say(
        `The last ${plural(capture.damagedBytes, 'byte')} of the file are an incomplete event and were left out.`,
      );
  } finally {
    await capture.close();
  }
}

async function print(capture: Capture, flags: PrintFlags, chain?: Chain): Promise<void> {
  const format = formatOf(flags.format);
  const { decode, depth, scripts } = flags;
  const decoding: Decoding | undefined = decode && {
    chain: chain ?? 'main',
    depth,
    scripts,
    versions: new PeerVersions(),
  };
  const writer = new TextWriter(format, { decoding });
  sayUnattached(capture.hello!);
  const { losses, firstRow, length } = capture.index;
  let row = firstRow;
  const next = (): EventContext => {
    const gaps = losses.before(row);
    const facts = format.needsFacts && factsOf(capture, row);
    row++;
    return { gaps, facts };
  };
  for await (const run of capture.runs()) await writer.write(eventsOf(run), next);
  // Only the last statistics know of these.
  await writer.tellLosses(losses.after(length - 1));
  await writer.end();
}

/** Says so where nothing identifies the chain. */
function guessedChain({ peers }: PeersModel): Chain | undefined {
  const guess = guessChain(knownPeers(peers));
  if (!guess)
    say('Nothing tells the chain of the node, so main is assumed; --chain names another.');
  return guess;
}

/** One event after the other, so that none is kept. */
function* eventsOf(run: Buffer): Generator<TraceEvent, void> {
  for (let at = 0; at < run.length;) {
    const end = at + run.readUInt32LE(at);
    const event = decodeEvent(run.subarray(at, end));
    if (event) yield event;
    at = end;
  }
}
