import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { forEachFrame } from '../unit/support/forEachFrame';
import { HEADER } from '../../src/shared/frames/layout';
import { EventKind } from '../unit/support/eventKind';
import { temporaryDirectory } from '../unit/support/directory';
import { demoNode, RunningNode } from './support';

const BURST = '--wait --burst 6 --threads 2';

interface Ran {
  status: number | null;
  stdout: string;
  stderr: string;
}

describe('a pid namespace', () => {
  const path = temporaryDirectory();

  /** Runs a shell script with NODE, CLI, CAPTURE; those of its processes that are left end with it. */
  async function sh(script: string, ...how: string[]): Promise<Ran> {
    const env = {
      ...process.env,
      NODE: demoNode(),
      CLI: `${process.execPath} ${resolve('dist/cli.js')}`,
      CAPTURE: path('capture'),
    };
    const [file, ...args] = [...how, 'sh', '-c', script];
    const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ran: Ran = { status: null, stdout: '', stderr: '' };
    child.stdout.on('data', (text) => (ran.stdout += String(text)));
    child.stderr.on('data', (text) => (ran.stderr += String(text)));
    [ran.status] = (await once(child, 'close')) as [number | null];
    return ran;
  }

  const nested = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

  /** A trace of the process whose number the script has put into PID. */
  const TRACE =
    'echo $PID; $CLI record --pid $PID --force $CAPTURE; status=$?; kill $PID 2>&-; exit $status';

  /** @returns process and thread of each message in the capture. */
  function senders(): { pid: number; tid: number }[] {
    const found: { pid: number; tid: number }[] = [];
    forEachFrame(readFileSync(path('capture')), (frame) => {
      if (frame.readUInt16LE(HEADER.kind) === EventKind.InboundMessage)
        found.push({ pid: frame.readUInt32LE(HEADER.pid), tid: frame.readUInt32LE(HEADER.tid) });
    });
    return found;
  }

  /** All messages are there, from two threads of this process. */
  function assertTraced({ status, stdout, stderr }: Ran): { pid: number; tids: number[] } {
    assert.equal(status, 0, stderr);
    const pid = parseInt(stdout);
    assert.deepEqual(
      senders().map((sender) => sender.pid),
      Array(6).fill(pid),
    );
    const tids = [...new Set(senders().map(({ tid }) => tid))];
    assert.equal(tids.length, 2);
    return { pid, tids };
  }

  it('of tracer and node together: their numbers are those of its /proc', async () => {
    const { pid, tids } = assertTraced(
      await sh(`$NODE ${BURST} >&- & PID=$!; ${TRACE}`, ...nested),
    );
    // It has few processes, and the threads came after the first one.
    assert.ok(pid < 1000);
    for (const tid of tids) assert.ok(tid > pid && tid < 1000, `${tid}`);
  });

  /** Starts a node in a further namespace, and finds its number in this one. */
  const CHILD = `${nested.join(' ')} $NODE ${BURST} >&- &
    until PID=$(pgrep -P $!) && [ "$(readlink /proc/$PID/exe)" = "$NODE" ]; do sleep 0.05; done`;

  it('of the node, beneath the tracer’s own, which is not the first', async () => {
    const { pid } = assertTraced(await sh(`${CHILD}; ${TRACE}`, ...nested));
    assert.ok(pid > 1 && pid < 1000);
  });

  it('of the node, beneath the first', async () => {
    assert.ok(assertTraced(await sh(`${CHILD}; ${TRACE}`)).pid > 1);
  });

  it('that does not have the node numbers it 0', async () => {
    const node = await RunningNode.start(...BURST.split(' '));
    const trace = '$CLI record --binary $NODE --count 6 --force $CAPTURE';
    const { status, stderr } = await sh(trace, ...nested);
    assert.equal(status, 0, stderr);
    await node.ended();
    assert.deepEqual(senders(), Array(6).fill({ pid: 0, tid: 0 }));
  });

  it('other than that of /proc is refused, and says what to mount', async () => {
    const trace = '$CLI record --binary $NODE --duration 1 --force $CAPTURE';
    const { status, stderr } = await sh(trace, 'unshare', '--pid', '--fork', '--kill-child');
    assert.notEqual(status, 0);
    assert.match(stderr, /\/proc belongs to another pid namespace.*`mount -t proc proc \/proc`/s);
  });
});
