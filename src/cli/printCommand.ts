import type { Network } from '../bitcoin/read/payload';
import { Capture } from '../capture/capture';
import { guessNetwork, knownPeers } from '../capture/model/guessNetwork';
import { PeersModel } from '../capture/model/peersModel';
import { PeerVersions } from '../capture/model/peerVersions';
import { decodeEvent, type TraceEvent } from '../shared/events/event';
import { say } from './output';
import { TextWriter, type Format } from './textWriter';
import { sayUnattached } from './unattached';

export interface PrintFlags {
  format: Format;
  /** Only with the format `json`. */
  decode?: true;
  /** Of the node; without it what its peers suggest. */
  chain?: Network;
  /** Levels of fields. */
  depth?: number;
  /** Scripts are taken apart and rendered. */
  scripts: boolean;
}

/** Prints a recorded file. @throws UserError when it is no capture. */
export async function printCommand(
  path: string,
  { format, decode, chain, depth, scripts }: PrintFlags,
): Promise<void> {
  const model = decode && !chain ? new PeersModel() : undefined;
  const capture = await Capture.open(path, model && { onAppend: model.add });
  try {
    const network = chain ?? (model && guessedNetwork(model)) ?? 'main';
    const versions = new PeerVersions();
    const writer = new TextWriter(format, decode && { network, depth, scripts, versions });
    sayUnattached(capture.hello!);
    const { losses, firstRow, length } = capture.index;
    let row = firstRow;
    for await (const run of capture.runs())
      await writer.write(eventsOf(run), () => losses.before(row++));
    // Only the last statistics know of these.
    await writer.tellLosses(losses.after(length - 1));
    if (capture.damagedBytes > 0)
      say(
        `The file’s last ${capture.damagedBytes} bytes are an incomplete event and were left out.`,
      );
  } finally {
    await capture.close();
  }
}

/** Says so where nothing tells the chain. */
function guessedNetwork({ peers }: PeersModel): Network | undefined {
  const guess = guessNetwork(knownPeers(peers));
  if (!guess)
    say('Nothing tells the chain of the node, so main is assumed; --chain names another.');
  return guess;
}

/** One after the other, so that none is kept. */
function* eventsOf(run: Buffer): Generator<TraceEvent, void> {
  for (let at = 0; at < run.length;) {
    const end = at + run.readUInt32LE(at);
    const event = decodeEvent(run.subarray(at, end));
    if (event) yield event;
    at = end;
  }
}
