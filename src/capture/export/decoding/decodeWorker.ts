import { parentPort, workerData } from 'node:worker_threads';
import { JsonText } from '../../../bitcoin/read/jsonText';
import { decodeEvent, type ProbeEvent } from '../../../shared/events/event';
import { HEADER } from '../../../shared/frames/layout';
import type { Decoding } from '../decodedJson';
import { writeObjectJson } from '../objectJson';
import { type DecodeBatch, type FrameFacts, factsOf } from './decodeBatch';
import { PART, PARTS, type DecodeTask, type Made } from './decodeTask';

// The thread that DecodeThread starts: bytes of text for each batch, in parts.

const { form, separator, tail, parts, free } = workerData as DecodeTask;
/** Which part is written next, or now. */
let place = 0;
let part: Buffer | undefined;
let length = 0;
let facts: FrameFacts;

const json = new JsonText(put);
const decoding: Decoding = {
  ...form,
  chainOf: () => facts.chain,
  // What they say is learnt where all messages pass.
  versions: { of: () => facts.peerVersion, learn: () => undefined },
};

parentPort!.on('message', (batch: DecodeBatch) => {
  const { clock, lead } = batch;
  const { buffer, byteOffset, length: end } = batch.frames;
  const frames = Buffer.from(buffer, byteOffset, end);
  let between = lead;
  for (let at = 0, position = 0; at < end; position++) {
    const stop = at + frames.readUInt32LE(at + HEADER.length);
    facts = factsOf(batch, position);
    const { row } = facts;
    const event = decodeEvent(frames.subarray(at, stop)) as ProbeEvent;
    json.text += between;
    const rowFacts = row === undefined ? undefined : { row };
    writeObjectJson({ event, clock, decoding, facts: rowFacts }, json);
    json.text += tail;
    json.between();
    between = separator;
    at = stop;
  }
  json.end();
  give(true);
});

/** All of it is ASCII. */
function put(piece: string): void {
  for (let at = 0; at < piece.length;) {
    part ??= next();
    const written = part.write(at === 0 ? piece : piece.slice(at), length, 'latin1');
    at += written;
    length += written;
    if (length === PART) give(false);
  }
}

/** The next part; waits until it is out, where it was made before. */
function next(): Buffer {
  while (Atomics.load(free, 0) === 0) Atomics.wait(free, 0, 0);
  Atomics.sub(free, 0, 1);
  const start = place * PART;
  place = (place + 1) % PARTS;
  return Buffer.from(parts, start, PART);
}

function give(last: boolean): void {
  parentPort!.postMessage({ length, last } satisfies Made);
  part = undefined;
  length = 0;
}
