import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { coreRecord } from '../unit/support/coreFiles';
import { Random } from '../unit/support/random';

const START_US = 1_700_000_000_000_000;
/** All peers are there from the beginning to the end. */
const SPAN_US = 3600e6;
/** Of a node on the main chain, about: many small messages, and now and then a block. */
const SMALL = ['inv', 'getdata', 'tx', 'tx', 'headers', 'ping', 'pong'];
const BLOCK = { bytes: 1_500_000, every: 2000 };

/** What a node with `-capturemessages` would have written. */
export interface MessageCapture {
  files: number;
  messages: number;
  bytes: number;
}

/** Writes a directory of about so many bytes, in two files for each peer. */
export function writeMessageCapture(
  directory: string,
  { files, bytes }: Pick<MessageCapture, 'files' | 'bytes'>,
): MessageCapture {
  const random = new Random(7);
  const records = Array.from({ length: 4000 }, () =>
    coreRecord({
      timeUs: 0,
      type: random.pick(SMALL),
      payload: random.bytes(9 + random.below(500)),
    }),
  );
  const block = coreRecord({ timeUs: 0, type: 'block', payload: random.bytes(BLOCK.bytes) });
  const small = records.reduce((sum, { length }) => sum + length, 0) / records.length;
  const each = Math.floor(bytes / files / (small + block.length / BLOCK.every));
  const written = { files, messages: 0, bytes: 0 };
  for (let file = 0; file < files; file++) {
    const peer = join(directory, `192.0.2.${(file >> 1) % 256}_${8333 + (file >> 9)}`);
    mkdirSync(peer, { recursive: true });
    const out = openSync(join(peer, file % 2 === 0 ? 'msgs_recv.dat' : 'msgs_sent.dat'), 'w');
    let batch: Buffer[] = [];
    for (let i = 0; i < each; i++) {
      const number = written.messages++;
      const record = Buffer.from(
        number % BLOCK.every === BLOCK.every - 1 ? block : records[number % records.length]!,
      );
      record.writeBigInt64LE(BigInt(START_US + Math.floor((SPAN_US / each) * i) + file));
      written.bytes += record.length;
      batch.push(record);
      if (batch.length < 1000 && i < each - 1) continue;
      writeSync(out, Buffer.concat(batch));
      batch = [];
    }
    closeSync(out);
  }
  return written;
}
