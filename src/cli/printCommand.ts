import { Capture } from '../capture/capture';
import { say } from './output';
import { Tally } from './tally';
import { TextWriter, type Format } from './textWriter';

/** Prints a recorded file. @throws UserError when it is no capture. */
export async function printCommand(path: string, format: Format): Promise<void> {
  const capture = await Capture.open(path);
  try {
    const writer = new TextWriter(format);
    const tally = new Tally();
    for await (const run of capture.runs()) await writer.write(tally.take(run).events);
    if (capture.damagedBytes > 0)
      say(`The file’s last ${capture.damagedBytes} bytes are no whole event and were left out.`);
  } finally {
    await capture.close();
  }
}
