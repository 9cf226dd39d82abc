import { open } from 'node:fs/promises';
import { unreadableCapture } from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { errnoText } from '../../shared/text/errnoText';
import { isPacketFile } from '../pcap/openPackets';
import { FrameSource } from './frameSource';
import { OwnFrames } from './ownFrames';
import { PcapFrames } from './pcapFrames';
import type { SourceKind } from './sourceKind';

const HEAD_BYTES = 64;

/** Packets that tcpdump, Wireshark and others captured, and captures that were exported as such: pcap and pcapng. */
export const pcapCapture: SourceKind = {
  name: 'Captured packets',
  extensions: ['pcap', 'pcapng', 'cap'],
  recognises: (_place, head) => Buffer.isBuffer(head) && isPacketFile(head),
  open: async (place, options) => {
    try {
      const head = await readHead(place);
      const own = new OwnFrames(place, head);
      const said = await own.begin();
      const frames = said ? own : new PcapFrames(place, head);
      const hello = said ?? (await frames.begin())!;
      const run = (signal: AbortSignal): AsyncIterable<Buffer> => frames.frames(hello, signal);
      const { damages, notes } = frames;
      return new FrameSource(hello, run, options, undefined, damages.places, notes);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw unreadableCapture(place, errnoText(error));
    }
  },
};

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
