import type { Network } from '../bitcoin/read/payload';
import { Capture } from '../capture/capture';
import { guessNetwork } from '../capture/guessNetwork';
import { say } from './output';
import { Tally } from './tally';
import { TextWriter, type Format } from './textWriter';

export interface PrintFlags {
  format: Format;
  /** Only with the format `json`. */
  decode?: true;
  /** Of the node; without it what its peers suggest. */
  chain?: Network;
}

/** Prints a recorded file. @throws UserError when it is no capture. */
export async function printCommand(
  path: string,
  { format, decode, chain }: PrintFlags,
): Promise<void> {
  const capture = await Capture.open(path);
  try {
    const addresses = capture.index.peers.map(({ address }) => address);
    const network = chain ?? guessNetwork(addresses) ?? 'main';
    const writer = new TextWriter(format, decode && network);
    const tally = new Tally();
    for await (const run of capture.runs()) await writer.write(tally.take(run).events);
    if (capture.damagedBytes > 0)
      say(`The file’s last ${capture.damagedBytes} bytes are no whole event and were left out.`);
  } finally {
    await capture.close();
  }
}
