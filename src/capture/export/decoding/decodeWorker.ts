import { parentPort } from 'node:worker_threads';
import { JsonBytes } from '../../../shared/text/jsonBytes';
import { decodeEvent, type ProbeEvent } from '../../../shared/events/event';
import { HEADER } from '../../../shared/frames/layout';
import type { Decoding } from '../decodedJson';
import { writeObjectJson } from '../objectJson';
import { type DecodeBatch, type FrameFacts, factsOf } from './decodeBatch';
import type { DecodeTask, Made } from './decodeTask';
import { Parts } from './parts';

// The thread that DecodeThread starts: bytes of text for each batch, in parts. It is told once what it is to do.

parentPort!.once('message', ({ form, separator, tail, thread, parts: memory }: DecodeTask) => {
  const parts = new Parts(memory);
  /** The part that is written into. */
  let place = parts.take(thread);
  let facts: FrameFacts;
  /** What is given away next ends the batch. */
  let isLast = false;

  const tell = (length: number): void => {
    parentPort!.postMessage({ place, length, last: isLast } satisfies Made);
  };

  const json = new JsonBytes(({ length }) => {
    tell(length);
    place = parts.take(thread);
    return parts.at(place);
  }, parts.at(place));
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
    // Nothing is left where the last part was full.
    if (!json.end()) tell(0);
    isLast = false;
  });
});
