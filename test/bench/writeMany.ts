import { MESSAGE_TYPES } from '../../src/bitcoin/messageTypes';
import { Capture } from '../../src/capture/capture';
import { encodeHello } from '../../src/shared/frames/hello';
import { FORMAT_VERSION } from '../../src/shared/frames/layout';
import { encodeNode } from '../../src/shared/frames/node';
import { HELLO, message, NODE } from '../unit/support/frames';

const PEERS = 128;
/** A connection has one `version`, not a stream of them. */
const TYPES = MESSAGE_TYPES.filter((type) => type !== 'version');
/** Frames of one append: a socket gives about 64 KiB at once. */
const RUN_FRAMES = 256;

/** Runs of small messages of all peers and types; payloads of 8 to 61 bytes. */
function makeRuns(): Buffer[] {
  return Array.from({ length: 64 }, (_, run) =>
    Buffer.concat(
      Array.from({ length: RUN_FRAMES }, (_, i) => {
        const n = run * RUN_FRAMES + i;
        const type = TYPES[(n * 11) % TYPES.length]!;
        const direction = n % 3 === 0 ? 'outbound' : 'inbound';
        const address = `[2a02:1234:5678:9abc::${n % PEERS}]:8333`;
        const payload = Buffer.alloc(8 + ((n * 13) % 54), n);
        return message({ type, direction, address, payload, peer: n % PEERS, timeNs: n });
      }),
    ),
  );
}

/** Writes a capture of this many small messages. */
export async function writeMany(path: string, messages: number): Promise<void> {
  const runs = makeRuns();
  const capture = await Capture.create(path);
  await capture.append(encodeHello({ ...HELLO, version: FORMAT_VERSION }));
  await capture.append(encodeNode(NODE));
  for (let n = 0; n < messages; n += RUN_FRAMES)
    // The capture keeps a run until it is written, so each is a buffer of its own.
    await capture.append(Buffer.from(runs[(n / RUN_FRAMES) % runs.length]!));
  await capture.close();
}
