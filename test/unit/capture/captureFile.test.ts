import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { CaptureFile } from '../../../src/capture/store/captureFile';
import { temporaryDirectory } from '../support/directory';
import { Random } from '../support/random';

const MEGABYTE = 1024 * 1024;

describe('CaptureFile', () => {
  const path = temporaryDirectory();

  it('writes many pieces in order', async () => {
    const random = new Random(4);
    const pieces = Array.from({ length: 3000 }, () => random.bytes(random.below(200)));
    const file = await CaptureFile.create(path('pieces'));
    for (const piece of pieces) {
      file.append(piece);
      if (random.below(50) === 0) await file.flush();
    }
    await file.close();
    assert.deepEqual(readFileSync(path('pieces')), Buffer.concat(pieces));
  });

  it('makes the sender wait while more than 16 MiB wait for the disk', async () => {
    const file = await CaptureFile.create(path('backlog'));
    const order: string[] = [];
    file.append(Buffer.alloc(15 * MEGABYTE));
    await file.room().then(() => order.push('room for more'));
    file.append(Buffer.alloc(5 * MEGABYTE));
    const waiting = file.room().then(() => order.push('room again'));
    await Promise.resolve();
    order.push('still waiting');
    await waiting;
    assert.deepEqual(order, ['room for more', 'still waiting', 'room again']);
    await file.close();
  });

  it('reads what is still on its way, and stops at the end', async () => {
    const file = await CaptureFile.create(path('reads'));
    const bytes = new Random(5).bytes(10_000);
    file.append(bytes.subarray(0, 4000));
    file.append(bytes.subarray(4000));
    assert.deepEqual(await file.read(3900, 200), bytes.subarray(3900, 4100));
    assert.deepEqual(await file.read(9990, 100), bytes.subarray(9990));
    assert.equal((await file.read(20_000, 5)).length, 0);
    await file.close();
    await assert.rejects(file.read(0, 1));
  });

  it('refuses bytes after it was closed, and closes once', async () => {
    const file = await CaptureFile.create(path('closed'));
    await Promise.all([file.close(), file.close()]);
    assert.throws(() => file.append(Buffer.alloc(1)), /not open for writing/);
  });
});
