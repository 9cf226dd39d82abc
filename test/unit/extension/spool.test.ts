import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Spool } from '../../../src/extension/spool';
import { temporaryDirectory } from '../support/directory';

describe('Spool', () => {
  const path = temporaryDirectory();

  it('keeps captures from other users', async () => {
    const file = await new Spool(path('new/captures')).newPath();
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    assert.match(file, /\.p2ptrace$/);
  });

  it('keeps the latest few, what is in use, what is young and what is not its own', async () => {
    const directory = path('captures');
    mkdirSync(directory);
    const now = Date.now();
    const hour = 3_600_000;
    const write = (name: string, ageMs: number) => {
      writeFileSync(`${directory}/${name}`, '');
      utimesSync(`${directory}/${name}`, (now - ageMs) / 1000, (now - ageMs) / 1000);
    };
    for (let i = 1; i <= 8; i++) write(`${i}.p2ptrace`, i * hour);
    for (let i = 1; i <= 3; i++) write(`young-${i}.p2ptrace`, i * 1000);
    write('notes.txt', 100 * hour);
    await new Spool(directory).prune([`${directory}/8.p2ptrace`], now);
    assert.deepEqual(readdirSync(directory).sort(), [
      ...['1.p2ptrace', '2.p2ptrace', '8.p2ptrace', 'notes.txt'],
      ...['young-1.p2ptrace', 'young-2.p2ptrace', 'young-3.p2ptrace'],
    ]);
    await new Spool(path('nowhere')).prune([]);
  });
});
