import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { CONTROL_SIZE, decodeControl, encodeControl } from '../../src/shared/helper/control';
import { encodeFilter } from '../../src/shared/helper/traceFilter';
import { Random } from '../unit/support/random';
import { gone } from './cliRun';
import { summonRaw, type RawHelper } from './rawHelper';
import { RunningNode, session } from './support';

/** Helpers that are led astray, each by one client. */
const ROUNDS = 12;
/** Bytes that a helper may grow by, whatever it is sent: V8 collects when it sees fit. */
const GROWTH = 32e6;

const random = new Random(31);

function anyBytes(length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

function validRecord(): Buffer {
  const messageTypes = ['inv', 'tx', 'ping'].slice(random.below(4));
  const peers = Array.from({ length: random.below(16) }, () => random.below(1000));
  return encodeControl({ verb: 'set-filter', filter: encodeFilter({ messageTypes, peers }) });
}

/** What is not a record: noise, or a good one with a few bytes changed. */
function wrongRecord(): Buffer {
  for (;;) {
    const record = random.below(3) ? validRecord() : anyBytes(CONTROL_SIZE);
    for (let i = random.below(4); i >= 0; i--)
      record[random.below(CONTROL_SIZE)]! ^= 1 << random.below(8);
    if (!decodeControl(record)) return record;
  }
}

/** Good records, a wrong one, and more than anybody would want to read. */
function hostileStream(): Buffer {
  const good = Array.from({ length: random.below(20) }, validRecord);
  return Buffer.concat([...good, wrongRecord(), anyBytes(random.below(200_000))]);
}

/** @returns bytes of it that are resident now. */
function resident(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

describe('the control channel of a helper', () => {
  let node: RunningNode;

  before(async () => {
    node = await RunningNode.start('--session', session, '--wait', '--speed', '20', '--loops', '0');
  });
  after(() => node.kill());

  /** In pieces as they come; a helper that has gone reads no more. */
  async function send({ socket }: RawHelper, bytes: Buffer): Promise<void> {
    socket.on('error', () => undefined).resume();
    for (let at = 0; at < bytes.length && socket.writable;) {
      const size = 1 + random.below(random.below(2) ? 500 : 60_000);
      socket.write(bytes.subarray(at, at + size));
      at += size;
      if (random.below(4) === 0) await wait(1);
    }
  }

  it(`ends at anything that is not a record, ${ROUNDS} times`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const helper = await summonRaw(node);
      await send(helper, hostileStream());
      const error = await helper.ended;
      assert.match(error?.message ?? 'it ended well', /exit status 1/);
      helper.socket.destroy();
    }
  });

  it('ends when a record is begun and not ended', async () => {
    const helper = await summonRaw(node);
    await send(helper, validRecord().subarray(0, CONTROL_SIZE - 1));
    assert.match((await helper.ended)?.message ?? 'it ended well', /exit status 1/);
    helper.socket.destroy();
  });

  it('takes any number of records, in bounded memory, and traces on', async () => {
    const { pid, socket } = await summonRaw(node);
    let frames = 0;
    socket.on('data', (data) => (frames += data.length)).resume();
    const before = resident(pid);
    let most = before;
    const end = performance.now() + 3000;
    const batch = Buffer.concat(Array.from({ length: 500 }, validRecord));
    let sent = 0;
    while (performance.now() < end) {
      await new Promise((resolve) => socket.write(batch, resolve));
      sent += batch.length;
      most = Math.max(most, resident(pid));
    }
    assert.ok(sent > 2 * GROWTH, `only ${sent} bytes were sent`);
    assert.ok(most - before < GROWTH, `it grew by ${most - before}`);
    socket.write(encodeControl({ verb: 'set-filter', filter: encodeFilter({}) }));
    const seen = frames;
    while (frames < seen + 10_000) await wait(10);
    socket.end(encodeControl({ verb: 'stop' }));
    await gone(pid);
  });
});
