import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import {
  announcing,
  compactOf,
  fleetHello,
  hashOf,
  headerOf,
  nodeOf,
  Said,
} from '../capture/query/propagationSession';
import { temporaryDirectory } from '../support/directory';
import { runCli } from '../support/runCli';

describe('print --propagation', () => {
  const path = temporaryDirectory();
  const said = new Said()
    .hears(1, 0, 'cmpctblock', compactOf(0), 3)
    .connects(1, 80, 0)
    .hears(2, 10, 'headers', announcing(0), 4)
    .hears(2, 200, 'block', headerOf(0), 4)
    .connects(2, 300, 0)
    .hears(3, 500, 'block', headerOf(0), 5)
    .hears(1, 1000, 'block', headerOf(1), 5)
    .hears(2, 1003, 'block', headerOf(1), 5)
    .hears(1, 2000, 'block', headerOf(2), 5);
  const boot = '0123456789abcdef';
  const nodes = [nodeOf(1, { errorUs: 1000, boot }), nodeOf(2, { errorUs: 4000 }), nodeOf(3)];

  before(() => writeFileSync(path('in'), Buffer.concat([fleetHello(), ...nodes, ...said.inOrder])));

  const print = (...args: string[]) => runCli(['print', path('in'), '--propagation', ...args]);
  const lines = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);

  it('tells of a block when each node had it, with what is uncertain', () => {
    const text = print(hashOf(0)).stdout.toString();
    assert.match(text, /^1 +berlin · main +\+0 µs +cmpctblock from peer 3 +\+0 µs .* \+80 ms$/m);
    assert.match(text, /^2 +oslo · main +\+10 ms ± 5\.0 ms +headers from peer 4 +\+200 ms ± 5/m);
    assert.match(text, /^\? +tokyo · main +\+500 ms ± \? +block from peer 5/m);
    assert.match(text, /^Had it +3 +\+200 ms ± 5\.0 ms +\+500 ms ± \? +\+500 ms ± \?$/m);
    assert.match(text, /the clocks of 1 of 3 nodes may be wrong is not known/);
  });

  it('is JSON, and CSV', () => {
    const json = lines(print(hashOf(0), '--format', 'json').stdout.toString());
    assert.equal(json.length, 4);
    assert.deepEqual(
      json.slice(0, 3).map((each) => (each as Record<string, unknown>).had_uncertainty_us),
      [0, 5000, null],
    );
    const all = json[3] as { propagation: string; had: object };
    assert.equal(all.propagation, hashOf(0));
    assert.deepEqual(all.had, {
      nodes: 3,
      median: { us: 200_000, uncertainty_us: 5000 },
      p90: { us: 500_000, uncertainty_us: null },
      spread: { us: 500_000, uncertainty_us: null },
    });
    const csv = print(hashOf(0), '--format', 'csv').stdout.toString().trim().split('\r\n');
    assert.equal(csv.length, 4);
    assert.ok(csv.every((line) => line.split(',').length === csv[0]!.split(',').length));
  });

  it('lists blocks by how long they took, those of one node last', () => {
    const text = print('blocks').stdout.toString();
    const hashes = text.match(/[0-9a-f]{64}$/gm);
    assert.deepEqual(hashes, [hashOf(0), hashOf(1), hashOf(2)]);
    assert.match(text, /^\S+ +800,000 +3 +\+200 ms ± 5\.0 ms/m);
    assert.match(text, /3 blocks that 3 nodes had/);
    const json = lines(print('blocks', '--format', 'json').stdout.toString());
    assert.deepEqual(
      json.map((each) => (each as { block: string }).block),
      hashes,
    );
    assert.equal(
      print('blocks', '--format', 'csv').stdout.toString().trim().split('\r\n').length,
      4,
    );
  });

  it('says that nothing names a hash, and refuses what is none', () => {
    assert.match(print(hashOf(9)).stderr, /names|mentions|known/i);
    assert.notEqual(print('blocked').status, 0);
    assert.notEqual(print(hashOf(0), '--format', 'text', '--stats').status, 0);
  });
});
