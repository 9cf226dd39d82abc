import assert from 'node:assert/strict';
import { BadStream, FrameSplitter } from '../../../src/shared/frames/frameSplitter';
import { forEachFrame } from '../support/forEachFrame';
import { HEADER, MAX_FRAME, MAX_PAYLOAD } from '../../../src/shared/frames/layout';
import { connection, EventKind, hello, message, statistics } from '../support/frames';
import { Random } from '../support/random';
import { randomFrame } from '../support/randomFrames';

const stream = Buffer.concat([
  hello,
  message({ payload: Buffer.from('0123456789') }),
  connection(EventKind.InboundConnection),
  statistics(7),
]);

function split(chunks: Buffer[]): Buffer[] {
  const splitter = new FrameSplitter();
  const frames: Buffer[] = [];
  for (const chunk of chunks)
    for (const run of splitter.push(chunk))
      forEachFrame(run, (frame) => frames.push(Buffer.from(frame)));
  assert.equal(splitter.pending, 0);
  return frames;
}

const whole = split([stream]);

describe('frameSplitter', () => {
  it('gives whole frames of one chunk as one run, without copying', () => {
    const [run, ...more] = new FrameSplitter().push(stream);
    assert.equal(more.length, 0);
    assert.equal(run!.buffer, stream.buffer);
    assert.equal(whole.length, 4);
  });

  it('gives the same frames for every split of the stream in two', () => {
    for (let at = 0; at <= stream.length; at++)
      assert.deepEqual(split([stream.subarray(0, at), stream.subarray(at)]), whole, `at ${at}`);
  });

  it('gives the same frames for chunks of every size', () => {
    for (let size = 1; size <= 64; size++) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < stream.length; at += size) chunks.push(stream.subarray(at, at + size));
      assert.deepEqual(split(chunks), whole, `of ${size}`);
    }
  });

  it('gives the same frames for random streams cut at random', () => {
    const random = new Random(1);
    for (let round = 0; round < 50; round++) {
      const frames = Array.from({ length: 20 }, () => randomFrame(random));
      const bytes = Buffer.concat(frames);
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length;) {
        const next = at + random.below(400);
        chunks.push(bytes.subarray(at, next));
        at = next;
      }
      assert.deepEqual(split(chunks), frames);
    }
  });

  it('carries the longest frame, and its neighbours', () => {
    const address = 'h'.repeat(200);
    const longest = message({ payload: Buffer.alloc(MAX_PAYLOAD, 7), address });
    assert.equal(longest.length, MAX_FRAME);
    const bytes = Buffer.concat([hello, longest, hello]);
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 65536) chunks.push(bytes.subarray(at, at + 65536));
    assert.deepEqual(
      split(chunks).map((frame) => frame.length),
      [hello.length, MAX_FRAME, hello.length],
    );
  });

  for (const length of [0, 8, HEADER.size - 8, HEADER.size + 4, MAX_FRAME + 8, 0xffffffff])
    it(`refuses a frame of ${length} bytes, however it arrives`, () => {
      const bad = Buffer.alloc(64);
      bad.writeUInt32LE(length);
      const bytes = Buffer.concat([hello, bad]);
      const chunked = new FrameSplitter().push(bytes);
      assert.deepEqual(chunked.next().value, hello, 'what was before it is lost');
      assert.throws(() => chunked.next(), BadStream);
      const splitter = new FrameSplitter();
      assert.throws(() => {
        for (const byte of bytes) [...splitter.push(Buffer.from([byte]))];
      }, BadStream);
    });

  it('holds no more than one partial frame', () => {
    const splitter = new FrameSplitter();
    assert.equal([...splitter.push(stream.subarray(0, hello.length + 5))].length, 1);
    assert.equal(splitter.pending, 5);
  });
});
