import type { Network } from '../bitcoin/read/payload';
import { Capture } from '../capture/capture';
import { guessNetwork } from '../capture/guessNetwork';
import { decodeEvent, type TraceEvent } from '../shared/event';
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
  const capture = await Capture.open(path);
  try {
    const addresses = capture.index.peers.map(({ address }) => address);
    const network = chain ?? guessNetwork(addresses) ?? 'main';
    const writer = new TextWriter(format, decode && { network, depth, scripts });
    sayUnattached(capture.hello!);
    const { losses, firstRow, length } = capture.index;
    let row = firstRow;
    for await (const run of capture.runs())
      await writer.write(eventsOf(run), () => losses.before(row++));
    // Only the last statistics know of these.
    await writer.tellLosses(losses.after(length - 1));
    if (capture.damagedBytes > 0)
      say(`The file’s last ${capture.damagedBytes} bytes are no whole event and were left out.`);
  } finally {
    await capture.close();
  }
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
