import { parentPort, workerData } from 'node:worker_threads';
import { JsonText } from '../../../bitcoin/read/jsonText';
import { decodeEvent, type ProbeEvent } from '../../../shared/events/event';
import { HEADER } from '../../../shared/frames/layout';
import type { Decoding } from '../decodedJson';
import { writeObjectJson } from '../objectJson';
import { type DecodeBatch, type FrameFacts, factsOf } from './decodeBatch';
import { MOST_WAITING, type DecodeTask, type Made } from './decodeTask';

// The thread that DecodeThread starts: bytes of text for each batch, in parts.

/** Bytes that go back together. */
const PART = 1024 * 1024;

const { form, separator, tail, waiting } = workerData as DecodeTask;
let part = Buffer.allocUnsafeSlow(PART);
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
    const next = at + frames.readUInt32LE(at + HEADER.length);
    facts = factsOf(batch, position);
    const { row } = facts;
    const event = decodeEvent(frames.subarray(at, next)) as ProbeEvent;
    json.text += between;
    const rowFacts = row === undefined ? undefined : { row };
    writeObjectJson({ event, clock, decoding, facts: rowFacts }, json);
    json.text += tail;
    json.between();
    between = separator;
    at = next;
  }
  json.end();
  give(true);
});

/** All of it is ASCII. */
function put(piece: string): void {
  for (let at = 0; at < piece.length;) {
    const written = part.write(at === 0 ? piece : piece.slice(at), length, 'latin1');
    at += written;
    length += written;
    if (length === PART) give(false);
  }
}

/** Waits while too much of what was made has not been taken. */
function give(last: boolean): void {
  while (Atomics.load(waiting, 0) > MOST_WAITING)
    Atomics.wait(waiting, 0, Atomics.load(waiting, 0));
  Atomics.add(waiting, 0, length);
  // A small part is copied, so that the memory of a large one is used on.
  const bytes = length < PART / 2 ? part.slice(0, length) : part.subarray(0, length);
  const made: Made = { bytes, last };
  if (length < PART / 2) parentPort!.postMessage(made);
  else {
    parentPort!.postMessage(made, [part.buffer]);
    part = Buffer.allocUnsafeSlow(PART);
  }
  length = 0;
}
