import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { runsOfEarlier, watchBinary } from '../../../src/client/binaryWatch';
import { temporaryDirectory } from '../support/directory';
import { addProcess } from './fakeProc';

describe('watchBinary', () => {
  const path = temporaryDirectory();

  /** Probes hold the file that they are attached to: its inode is not given to another. */
  const held: number[] = [];
  afterEach(() => held.splice(0).forEach((descriptor) => closeSync(descriptor)));

  /** Another file at the same path, as an upgrade puts it there. */
  function replace(name: string): void {
    held.push(openSync(path(name), 'r'));
    writeFileSync(path(`${name}.new`), 'another');
    renameSync(path(`${name}.new`), path(name));
  }

  it('tells each time that another file is at the path', async () => {
    writeFileSync(path('bitcoind'), 'first');
    let replaced = 0;
    const watch = watchBinary(path('bitcoind'), () => replaced++, 5);
    await wait(50);
    assert.equal(replaced, 0);
    for (let times = 1; times <= 2; times++) {
      replace('bitcoind');
      while (replaced < times) await wait(5);
    }
    await wait(50);
    assert.equal(replaced, 2);
    watch.dispose();
    replace('bitcoind');
    await wait(50);
    assert.equal(replaced, 2);
  });

  it('reports a file that appears after a while without one, but not the same file coming back', async () => {
    writeFileSync(path('gone'), 'first');
    const replaced: true[] = [];
    const watch = watchBinary(path('gone'), () => void replaced.push(true), 5);
    renameSync(path('gone'), path('aside'));
    await wait(50);
    renameSync(path('aside'), path('gone'));
    await wait(50);
    assert.deepEqual(replaced, []);
    renameSync(path('gone'), path('aside'));
    writeFileSync(path('gone'), 'another');
    while (replaced.length === 0) await wait(5);
    watch.dispose();
    rmSync(path('aside'));
  });

  it('reports a file that is overwritten, whose probes stay in it', async () => {
    writeFileSync(path('inPlace'), 'first');
    const changes: string[] = [];
    const watch = watchBinary(path('inPlace'), (change) => changes.push(change), 5);
    await wait(50);
    writeFileSync(path('inPlace'), 'another');
    while (changes.length === 0) await wait(5);
    replace('inPlace');
    while (changes.length === 1) await wait(5);
    watch.dispose();
    assert.deepEqual([...new Set(changes)], ['overwritten', 'replaced']);
  });
});

describe('runsOfEarlier', () => {
  const path = temporaryDirectory();

  it('finds the processes of a file that was replaced, and no others', async () => {
    const binary = path('bitcoind');
    writeFileSync(binary, 'new');
    mkdirSync(path('proc'));
    const start = (pid: number, exe?: string) =>
      addProcess(path('proc'), pid, {
        args: [binary],
        threads: ['b-msghand'],
        ...(exe !== undefined && { exe }),
      });
    start(30, `${binary} (deleted)`);
    start(9, `${binary} (deleted)`);
    start(10, binary);
    start(11, `${binary}-qt (deleted)`);
    start(12);
    assert.deepEqual(await runsOfEarlier(binary, path('proc')), [9, 30]);
  });
});
