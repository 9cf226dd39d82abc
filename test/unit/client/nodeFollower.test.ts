import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { frameKeeper } from '../../../src/client/frameKeeper';
import { NodeFollower, type FollowerNotice } from '../../../src/client/nodeFollower';
import { findNode } from '../../../src/client/nodes';
import { connection, EventKind, hello, message, statistics } from '../support/frames';
import { temporaryDirectory } from '../support/directory';
import { addProcess, endProcess } from './fakeProc';

describe('nodeFollower', function () {
  this.timeout(10_000);
  const path = temporaryDirectory();
  let rounds = 0;
  let proc: string;
  let binary: string;
  let follower: NodeFollower;
  let notices: FollowerNotice[];
  let filters: number[];

  /** A process that begins now. */
  const run = (pid: number, datadir = '/data', exe = binary, startTime = now()) =>
    addProcess(proc, pid, {
      args: ['bitcoind', '-regtest', `-datadir=${datadir}`],
      exe,
      startTime,
    });
  const now = () => Math.floor(uptime() * 100);
  const fires = async (pid: number) => {
    await follower.meet(message({ pid }));
    return follower.keeps(pid);
  };

  beforeEach(async () => {
    proc = path(`proc${rounds}`);
    mkdirSync(proc);
    mkdirSync(path(`bin${rounds}`));
    binary = path(`bin${rounds++}/bitcoind`);
    copyFileSync('/bin/true', binary);
    run(10);
    const node = await findNode(10, proc);
    assert.ok(node);
    follower = new NodeFollower(node, proc);
    notices = [];
    filters = [];
    follower.onNotice((notice) => notices.push(notice));
    follower.follow({ onlyPid: (pid) => filters.push(pid) });
  });
  afterEach(() => follower.dispose());

  async function noticed(count: number): Promise<void> {
    for (let i = 0; notices.length < count; i++) {
      assert.ok(i < 200, `only ${JSON.stringify(notices)}`);
      await wait(20);
    }
  }

  it('keeps one process while it runs', () => {
    run(11);
    assert.deepEqual(
      [10, 11, 12].map((pid) => follower.keeps(pid)),
      [true, false, false],
    );
    assert.deepEqual(filters, [10]);
  });

  it('widens the filter when the node ends, and adopts its next process', async () => {
    endProcess(proc, 10);
    await noticed(1);
    assert.deepEqual([filters, follower.pid], [[10, 0], undefined]);
    run(20);
    await noticed(2);
    assert.deepEqual(notices, [
      { kind: 'ended', pid: 10 },
      { kind: 'restarted', pid: 20 },
    ]);
    assert.deepEqual([filters, follower.pid], [[10, 0, 20], 20]);
  });

  it('adopts at the first event, and keeps what the old process left', async () => {
    endProcess(proc, 10);
    await noticed(1);
    run(20);
    assert.ok(await fires(20));
    assert.ok(follower.keeps(10));
    assert.equal(notices.length, 2);
  });

  it('takes another data directory, chain or binary for a stranger', async () => {
    copyFileSync('/bin/true', path('bitcoind'));
    endProcess(proc, 10);
    await noticed(1);
    run(20, '/other');
    addProcess(proc, 21, {
      args: ['bitcoind', '-datadir=/data'],
      exe: binary,
      startTime: now(),
    });
    run(22, '/data', path('bitcoind'));
    for (const pid of [20, 21, 22]) assert.ok(!(await fires(pid)), `${pid}`);
    await wait(1200);
    assert.equal(follower.pid, undefined);
    run(23);
    await noticed(2);
    assert.equal(follower.pid, 23);
  });

  it('takes a process that reuses the number for another', async () => {
    addProcess(proc, 10, { args: ['bash'], startTime: 999 });
    await noticed(1);
    assert.equal(follower.pid, undefined);
  });

  it('takes a zombie for ended', async () => {
    addProcess(proc, 10, { args: [], state: 'Z' });
    await noticed(1);
  });

  it('says once that the binary was replaced, and does not adopt what runs it', async () => {
    copyFileSync('/bin/true', `${binary}.new`);
    renameSync(`${binary}.new`, binary);
    endProcess(proc, 10);
    await noticed(2);
    run(20);
    assert.ok(!(await fires(20)));
    await wait(1200);
    assert.deepEqual(notices.slice(1), [{ kind: 'binary-replaced', binary }]);
  });

  it('says that the binary was overwritten in place, where the probes are no longer right', async () => {
    endProcess(proc, 10);
    writeFileSync(binary, 'another one');
    await noticed(2);
    assert.deepEqual(notices.slice(1), [{ kind: 'binary-overwritten', binary }]);
  });

  it('does not mistake a process that ran at the same time for the restarted node', async () => {
    run(11, '/data', binary, now() - 500);
    endProcess(proc, 10);
    await noticed(1);
    assert.ok(!(await fires(11)));
    await wait(1200);
    assert.equal(follower.pid, undefined);
    run(12);
    await noticed(2);
    assert.equal(follower.pid, 12);
  });
});

describe('frameKeeper', () => {
  const mine = message({ pid: 1, payload: Buffer.from('mine') });
  const others = connection(EventKind.ClosedConnection, { pid: 2 });
  const keeper = () => frameKeeper((pid) => pid === 1);
  const keep = (...frames: Buffer[]) => keeper()(Buffer.concat(frames));

  it('keeps the wanted in order, and what belongs to no process', () => {
    assert.deepEqual(
      keep(others, hello, mine, others, others, mine, statistics(3), others),
      Buffer.concat([hello, mine, mine, statistics(3)]),
    );
    assert.equal(keep(others, others).length, 0);
  });

  it('copies nothing when all are wanted', () => {
    const run = Buffer.concat([hello, mine, statistics(1)]);
    assert.equal(frameKeeper(() => true)(run), run);
  });

  it('tells with the next that is kept what was lost before those that are not', () => {
    const lost = (pid: number, count: number) => message({ pid, lost: count });
    const take = keeper();
    assert.deepEqual(
      take(Buffer.concat([lost(2, 5), statistics(1), lost(2, 1), lost(1, 2), lost(1, 0)])),
      Buffer.concat([statistics(1), lost(1, 8), lost(1, 0)]),
    );
    assert.equal(take(lost(2, 2 ** 32 - 1)).length, 0);
    assert.equal(take(lost(2, 7)).length, 0);
    assert.deepEqual(take(lost(1, 0)), lost(1, 2 ** 32 - 1));
    assert.deepEqual(take(lost(1, 3)), lost(1, 3));
  });
});
