import { parentPort, workerData } from 'node:worker_threads';
import { JsonBytes } from '../../../shared/text/jsonBytes';
import { decodeEvent, type ProbeEvent } from '../../../shared/events/event';
import { HEADER } from '../../../shared/frames/layout';
import type { Decoding } from '../decodedJson';
import { writeObjectJson } from '../objectJson';
import { type DecodeBatch, type FrameFacts, factsOf } from './decodeBatch';
import { PART, PARTS, type DecodeTask, type Made } from './decodeTask';

// The thread that DecodeThread starts: bytes of text for each batch, in parts.

const { form, separator, tail, parts, free } = workerData as DecodeTask;
/** Which part is written into. */
let place = 0;
let facts: FrameFacts;
/** What is given away next ends the batch. */
let isLast = false;

const json = new JsonBytes(({ length }) => give(length), partAt(place));
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
    json.ascii(between);
    const rowFacts = row === undefined ? undefined : { row };
    writeObjectJson({ event, clock, decoding, facts: rowFacts }, json);
    json.ascii(tail);
    between = separator;
    at = stop;
  }
  isLast = true;
  if (!json.end()) tell(0);
  isLast = false;
});

/** Gives a part away. @returns The next one, once it is out where it was made before. */
function give(length: number): Buffer {
  tell(length);
  while (Atomics.load(free, 0) === 0) Atomics.wait(free, 0, 0);
  Atomics.sub(free, 0, 1);
  place = (place + 1) % PARTS;
  return partAt(place);
}

function tell(length: number): void {
  parentPort!.postMessage({ length, last: isLast } satisfies Made);
}

function partAt(place: number): Buffer {
  return Buffer.from(parts, place * PART, PART);
}
