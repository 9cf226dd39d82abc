import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { hash256 } from '../../../src/bitcoin/hash';
import { reversedHex } from '../../../src/bitcoin/text/hex';
import { temporaryDirectory } from '../support/directory';
import { blockConnected } from '../support/effects';
import { hello, message } from '../support/frames';
import { runCli } from '../support/runCli';

const header = Buffer.alloc(80, 7);
const hashBytes = hash256(header);
const hash = reversedHex(hashBytes);
const compact = Buffer.concat([
  header,
  Buffer.alloc(8),
  Buffer.of(2),
  Buffer.alloc(12),
  Buffer.of(0),
]);

describe('print --compact-blocks', () => {
  const path = temporaryDirectory();
  const frames = [
    message({ peer: 7, type: 'cmpctblock', payload: compact, timeNs: 1e9 }),
    message({
      peer: 7,
      direction: 'outbound',
      type: 'getblocktxn',
      payload: Buffer.concat([hashBytes, Buffer.of(1, 0)]),
      timeNs: 1.001e9,
    }),
    message({
      peer: 7,
      type: 'blocktxn',
      payload: Buffer.concat([hashBytes, Buffer.of(1), Buffer.alloc(250)]),
      timeNs: 1.04e9,
    }),
    blockConnected({ hash, height: 101, timeNs: 1.05e9 }),
    message({ peer: 8, type: 'cmpctblock', payload: compact, timeNs: 2e9 }),
  ];

  before(() => writeFileSync(path('in'), Buffer.concat([hello, ...frames])));

  const print = (...args: string[]) => runCli(['print', path('in'), '--compact-blocks', ...args]);

  it('is a table with the median and the worst', () => {
    const text = print().stdout.toString();
    assert.match(text, /^\S+ +← 7 +\S+ +101 +2 +0 +102 B +1 +250 B +1 +40 ms +50 ms$/m);
    assert.match(
      text,
      /^2 compact blocks to the node; for 1 of them transactions were asked for\.$/m,
    );
    assert.match(text, /^From the first header to connected +2 +50 ms +50 ms$/m);
  });

  it('is CSV and JSON with the same members', () => {
    const [heads, first, second] = print('--format', 'csv').stdout.toString().split('\r\n');
    assert.equal(heads!.split(',').length, 17);
    assert.match(
      first!,
      new RegExp(`,7,127.0.0.1:8333,inbound,${hash},101,,2,0,102,1,250,1,40000,50000$`),
    );
    assert.match(second!, /,8,127\.0\.0\.1:8333,inbound,\w+,101,,2,0,102,0,0,0,,50000$/);
    const lines = print('--format', 'json').stdout.toString().trim().split('\n');
    const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(Object.keys(objects[0]!), heads!.split(','));
    assert.deepEqual([objects[0]!.missing, objects[0]!.completed_us], [1, 40_000]);
    assert.equal(objects.at(-1)!.compact_blocks, 2);
  });

  it('takes a selection of what to show, not of what is looked at', () => {
    const text = print('--filter', 'peer:8').stdout.toString();
    assert.match(text, /← 8 /);
    assert.doesNotMatch(text, /← 7 /);
    // What the other peer's messages tell is known.
    assert.match(text, /101/);
    assert.match(print('--filter', 'type:ping').stdout.toString(), /^No compact blocks\.$/m);
  });

  it('refuses what makes no sense with it', () => {
    const wrong = print('--format', 'hex');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /--compact-blocks knows --format text, json or csv/);
    assert.equal(print('--stats').status, 2);
  });
});
