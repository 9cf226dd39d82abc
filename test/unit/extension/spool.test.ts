import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Spool } from '../../../src/extension/captures/spool';
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

  it('takes the parts of a capture for one, and keeps what is being written or was abandoned', async () => {
    const directory = path('parts');
    mkdirSync(directory);
    const now = Date.now();
    const write = (name: string, ageHours: number) => {
      writeFileSync(`${directory}/${name}`, '');
      const seconds = now / 1000 - ageHours * 3600;
      utimesSync(`${directory}/${name}`, seconds, seconds);
    };
    for (let i = 1; i <= 4; i++) write(`${i}.p2ptrace`, i);
    for (const name of ['kept', 'marked', 'old']) {
      write(`${name}.p2ptrace`, name === 'kept' ? 5 : 10);
      for (let i = 1; i <= 8; i++) write(`${name}.part00000${i}.p2ptrace`, 11);
    }
    write('marked.p2ptrace.open', 11);
    await new Spool(directory).prune([], now);
    const left = readdirSync(directory);
    assert.equal(left.filter((name) => name.startsWith('old')).length, 0);
    assert.equal(left.filter((name) => name.startsWith('kept')).length, 9);
    assert.equal(left.filter((name) => name.startsWith('marked')).length, 10);
    assert.equal(left.length, 4 + 9 + 10);
  });
});
