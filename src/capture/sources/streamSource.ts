import { unreadableCapture } from '../../shared/errors/captureErrors';
import { errnoText } from '../../shared/text/errnoText';
import { MalformedFrame } from '../../shared/frames/frameReader';
import { BadStream, FrameSplitter } from '../../shared/frames/frameSplitter';
import { decodeHello } from '../../shared/frames/hello';
import { HEADER } from '../../shared/frames/layout';
import type { OpenOptions } from '../capture';
import type { ByteStream } from './byteStream';
import { FrameSource } from './frameSource';
import type { Damage, OpenedSource } from './sourceKind';

/**
 * A capture that comes byte by byte, and may still be written by another program: each event is given when
 * it is there. @throws UserError when it does not begin as one does.
 */
export async function streamSource(
  stream: ByteStream,
  options?: OpenOptions,
): Promise<OpenedSource> {
  const damages: Damage[] = [];
  const runs = runsOf(stream, damages);
  try {
    const first = await runs.next();
    if (first.done) throw new MalformedFrame('it does not begin with a whole hello');
    const hello = decodeHello(first.value.subarray(0, first.value.readUInt32LE(HEADER.length)));
    const all = async function* () {
      yield first.value;
      yield* runs;
    };
    return new FrameSource(hello, all, options, undefined, damages);
  } catch (error) {
    if (error instanceof MalformedFrame || error instanceof BadStream)
      throw unreadableCapture(stream.name, errnoText(error));
    throw error;
  }
}

async function* runsOf(stream: ByteStream, damages: Damage[]): AsyncGenerator<Buffer, void> {
  const splitter = new FrameSplitter();
  let offset = 0;
  for await (const chunk of stream.all()) {
    try {
      for (const run of splitter.push(chunk)) {
        yield run;
        offset += run.length;
      }
    } catch (error) {
      if (!(error instanceof BadStream)) throw error;
      throw new BadStream(`${error.message}, at offset ${offset}`);
    }
  }
  const { pending } = splitter;
  if (pending > 0) damages.push({ path: stream.name, offset, bytes: pending });
}
