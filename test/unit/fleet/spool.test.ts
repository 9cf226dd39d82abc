import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox } from '../../../src/fleet/agent/outbox';
import { Spool } from '../../../src/fleet/agent/spool';

const part = (number: number, bytes = 1000): Buffer => Buffer.alloc(bytes, number);

/** Takes all that there is. */
async function drain(outbox: Outbox): Promise<number[]> {
  outbox.close();
  const numbers: number[] = [];
  for (;;) {
    const parts = await outbox.take(10, 1e6);
    if (!parts) return numbers;
    numbers.push(...parts.map((bytes) => bytes[0]!));
    await outbox.sent();
  }
}

describe('what an agent cannot send', () => {
  let directory: string;
  beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'p2p-trace-spool-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const fail = (error: Error): void => assert.fail(error);

  it('goes to the disk from a certain amount on, and comes in its order', async () => {
    const outbox = new Outbox(await Spool.open(directory, 1e9), fail);
    for (let i = 0; i < 100; i++) assert.ok(await outbox.offer([part(i, 400_000)], 400_000));
    assert.ok(outbox.spooled > 20e6);
    assert.deepEqual(
      await drain(outbox),
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.deepEqual(readdirSync(directory), [], 'nothing is left');
  });

  it('is sent by the next agent, before anything else', async () => {
    const first = new Outbox(await Spool.open(directory, 1e9), fail);
    for (let i = 0; i < 60; i++) await first.offer([part(i, 400_000)], 400_000);
    // Some are under way, and some in memory.
    await first.take(5, 1e9);
    assert.ok(await first.keep());
    const second = new Outbox(await Spool.open(directory, 1e9), fail);
    await second.offer([part(60)], 1000);
    assert.deepEqual(
      await drain(second),
      Array.from({ length: 61 }, (_, i) => i),
    );
  });

  it('is readable by its user only', async () => {
    const spool = await Spool.open(join(directory, 'own'), 1e9);
    await spool.append([part(1)]);
    assert.equal(statSync(join(directory, 'own')).mode & 0o777, 0o700);
    const [name] = readdirSync(join(directory, 'own'));
    assert.equal(statSync(join(directory, 'own', name!)).mode & 0o777, 0o600);
  });

  it('is refused beyond the limit, as a whole', async () => {
    const spool = await Spool.open(directory, 3100);
    assert.ok(await spool.append([part(1), part(2)]));
    assert.equal(await spool.append([part(3), part(4)]), false);
    assert.deepEqual(
      (await spool.read())!.map((bytes) => bytes[0]),
      [1, 2],
    );
  });

  it('is as much as is whole, after an agent was killed while it wrote', async () => {
    const spool = await Spool.open(directory, 1e9);
    await spool.append([part(1), part(2)]);
    const [name] = readdirSync(directory);
    appendFileSync(join(directory, name!), Buffer.from([255, 0, 0, 0, 7, 7]));
    const again = await Spool.open(directory, 1e9);
    assert.deepEqual(
      (await again.read())!.map((bytes) => bytes[0]),
      [1, 2],
    );
  });

  it('has no place without a spool: then it is refused', async () => {
    const outbox = new Outbox(undefined, fail);
    let taken = 0;
    for (; await outbox.offer([part(1, 1e6)], 1e6); taken++);
    assert.ok(taken >= 16 && taken < 20, String(taken));
  });
});
