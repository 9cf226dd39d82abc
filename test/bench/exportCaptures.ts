import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { HEADER } from '../../src/shared/frames/layout';
import { bigBlock } from '../unit/bitcoin/bigBlock';
import { hello, message } from '../unit/support/frames';

/** Of a block of mainnet. */
const USUAL_BLOCK = 1_600_000;
/** Of the bytes of the mix, those that are not blocks. */
const RELAYED = 1 / 4;

export const RELAY = 'relay alone, of a busy node';

/** Captures to export, by what they are of. */
export const EXPORT_CAPTURES = {
  'blocks of 4 MB': blocks,
  'a node that serves blocks': mix,
  [RELAY]: relay,
} as const satisfies Record<string, (bytes: number) => Iterable<Uint8Array>>;

/** Writes one of so many bytes. */
export function writeCapture(
  path: string,
  frames: (bytes: number) => Iterable<Uint8Array>,
  bytes: number,
): void {
  const file = openSync(path, 'w');
  for (const piece of frames(bytes)) writeSync(file, piece);
  closeSync(file);
}

function* blocks(bytes: number): Generator<Buffer, void> {
  yield hello;
  const block = message({ type: 'block', payload: bigBlock() });
  for (let done = 0; done < bytes; done += block.length) yield block;
}

/** What a busy node of mainnet has besides blocks, again and again: messages of some 500 bytes. */
function* relay(bytes: number): Generator<Buffer, void> {
  const busy = gunzipSync(readFileSync(resolve('native/demo-node/busy.p2ptrace.gz')));
  const head = busy.readUInt32LE(0);
  yield busy.subarray(0, head);
  for (let done = 0; done < bytes; done += busy.length - head) yield busy.subarray(head);
}

/** The same, with a block that is sent to somebody after so much of it that three quarters of all bytes are blocks. */
function* mix(bytes: number): Generator<Buffer, void> {
  let block: Buffer | undefined;
  let first = true;
  let done = 0;
  for (const piece of relay(bytes)) {
    if (first) {
      first = false;
      yield piece;
      continue;
    }
    block ??= message({
      type: 'block',
      direction: 'outbound',
      pid: piece.readUInt32LE(HEADER.pid),
      payload: bigBlock(USUAL_BLOCK),
    });
    const relayed = (block.length * RELAYED) / (1 - RELAYED);
    for (let from = 0, at = 0; at < piece.length;) {
      const last = at;
      at += piece.readUInt32LE(at + HEADER.length);
      if (at - from < relayed && at < piece.length) continue;
      yield piece.subarray(from, at);
      piece.copy(block, HEADER.timeNs, last + HEADER.timeNs, last + HEADER.timeNs + 8);
      yield block;
      done += at - from + block.length;
      if (done >= bytes) return;
      from = at;
    }
  }
}
