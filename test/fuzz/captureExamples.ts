import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { encodeBookmark } from '../../src/shared/frames/bookmark';
import { hostileCapture } from '../unit/support/hostile';
import { hello, message, statistics, unknownFrame } from '../unit/support/frames';
import { Random } from '../unit/support/random';
import { randomFrames } from '../unit/support/randomFrames';

/** Bytes of the recorded session that a mutation is likely to hit something in. */
const OF_SESSION = 48_000;

/** Whole captures, small enough to be opened by the thousand. */
export function captureExamples(): Buffer[] {
  const session = gunzipSync(readFileSync('dist/native/demo-session.p2ptrace.gz'));
  return [
    hello,
    hostileCapture(),
    Buffer.concat([hello, ...randomFrames(new Random(3), 150)]),
    Buffer.concat([
      hello,
      message({ payload: Buffer.alloc(20_000, 1) }),
      statistics(2, 1),
      unknownFrame(),
    ]),
    Buffer.concat([
      hello,
      message({ timeNs: 1e9 }),
      encodeBookmark({ row: 0, eventNs: 1e9, text: 'a note' }),
      encodeBookmark({ row: 1, eventNs: 2e9, text: 'of another event' }),
      message({ timeNs: 3e9 }),
    ]),
    session.subarray(0, OF_SESSION),
  ];
}
