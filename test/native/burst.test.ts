import assert from 'node:assert/strict';
import { burstPayload, messages, openTracer, traceRun } from './support';

/** Fires, and checks that everything arrived whole. */
async function burst(count: number, size: number, threads: number): Promise<void> {
  const args = ['--burst', String(count), '--size', String(size), '--threads', String(threads)];
  if (threads > 1) args.push('--both-directions');
  const traced = await traceRun(openTracer(), ...args);
  const { statistics } = traced;
  assert.equal(statistics.events, count);
  assert.equal(statistics.lostRingFull, 0, 'lost');
  assert.equal(statistics.lostUnreadable, 0, 'unreadable');
  assert.equal(statistics.truncated, 0, 'truncated');

  const next = Array.from({ length: threads }, () => 0);
  const sequences = new Set<number>();
  for (const message of messages(traced)) {
    const index = next[message.peer]!++;
    sequences.add(message.sequence);
    assert.equal(message.direction, threads > 1 && index % 2 === 1 ? 'outbound' : 'inbound');
    assert.equal(message.size, size);
    assert.equal(message.lost, undefined);
    if (!message.payload.equals(burstPayload(size, message.peer, index)))
      assert.fail(`message ${index} of peer ${message.peer} arrived with other bytes`);
  }
  assert.equal(sequences.size, count);
  assert.equal(Math.max(...next) - Math.min(...next) <= 1, true);
}

describe('a burst arrives whole', () => {
  for (const threads of [1, 4]) {
    const how = threads > 1 ? ` from ${threads} threads, both directions` : '';
    it(`300,000 × 37 B${how}`, () => burst(300_000, 37, threads));
    it(`20,000 × 250 B${how}`, () => burst(20_000, 250, threads));
    it(`60 × 1 MB${how}`, () => burst(60, 1_000_000, threads));
    it(`15 × 4,000,000 B${how}`, () => burst(15, 4_000_000, threads));
  }

  it('any size around the limits of records', async () => {
    for (const size of [0, 1, 7, 8, 48, 49, 592, 593, 4096, 262_143, 262_144, 262_145, 524_288])
      await burst(20, size, 1);
  });
});
