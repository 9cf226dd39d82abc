import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasEvents, processesOf, SilenceWatch, type Silence } from '../../../src/client/silence';
import { silenceReasons, type SilentTrace } from '../../../src/client/silenceReasons';
import { connectionsOf } from '../../../src/client/processReader/tcpConnections';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, hello, message, misbehaving, statistics } from '../support/frames';
import { addProcess } from './fakeProc';

interface Row {
  local: number;
  remote?: number;
  state?: 'listen' | 'close-wait';
  uid?: number;
  inode: number;
}

/** As the kernel's tcp_states.h numbers them. */
const STATES = { established: '01', 'close-wait': '08', listen: '0A' };

const hex = (port: number) => port.toString(16).toUpperCase().padStart(4, '0');

function tcp(rows: readonly Row[]): string {
  const lines = rows.map(({ local, remote = 0, state, uid = 1000, inode }, i) => {
    const st = STATES[state ?? 'established'];
    return `   ${i}: 0100007F:${hex(local)} 0100007F:${hex(remote)} ${st} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0000000000000000 20 4 30 10 -1`;
  });
  return ['  sl  local_address rem_address   st tx_queue rx_queue', ...lines, ''].join('\n');
}

/** A process of user 1000 with these sockets; those named by `own` are its own, if it shows any. */
function addNode(
  proc: string,
  pid: number,
  rows: Row[],
  own?: number[],
  args: string[] = [],
): void {
  addProcess(proc, pid, { args: ['bitcoind', ...args], uid: 1000 });
  mkdirSync(join(proc, `${pid}/net`));
  writeFileSync(join(proc, `${pid}/net/tcp`), tcp(rows));
  writeFileSync(join(proc, `${pid}/net/tcp6`), tcp([]));
  if (!own) return;
  mkdirSync(join(proc, `${pid}/fd`));
  own.forEach((inode, fd) => symlinkSync(`socket:[${inode}]`, join(proc, `${pid}/fd/${fd}`)));
  symlinkSync('/dev/null', join(proc, `${pid}/fd/99`));
}

/** How many it has. */
const openConnections = (pid: number, proc = '/proc') => connectionsOf(pid, proc).open;

describe('connectionsOf', () => {
  const path = temporaryDirectory();
  const listening: Row = { local: 8333, state: 'listen', inode: 1 };
  const inbound: Row = { local: 8333, remote: 50001, inode: 2 };
  const outbound: Row = { local: 40001, remote: 8333, inode: 3 };

  it('counts the process’ own, not all of its network namespace', () => {
    addNode(path('.'), 1, [listening, inbound, outbound, { ...outbound, inode: 9 }], [1, 2, 3]);
    assert.equal(openConnections(1, path('.')), 2);
  });

  it('counts on any port', () => {
    const port: Row = { local: 12345, state: 'listen', inode: 1 };
    addNode(path('.'), 2, [port, { local: 12345, remote: 50001, inode: 2 }], [1, 2]);
    assert.equal(openConnections(2, path('.')), 1);
  });

  it('counts neither clients of RPC or ZMQ, nor Tor’s control, nor closing connections', () => {
    const rows: Row[] = [
      { local: 8332, state: 'listen', inode: 1 },
      { local: 8332, remote: 50001, inode: 2 },
      { local: 28332, state: 'listen', inode: 3 },
      { local: 28332, remote: 50002, inode: 4 },
      { local: 40001, remote: 9051, inode: 5 },
      { ...inbound, state: 'close-wait', inode: 6 },
      { local: 7777, state: 'listen', inode: 7 },
      { local: 7777, remote: 50003, inode: 8 },
    ];
    const args = ['-zmqpubrawblock=tcp://127.0.0.1:28332', '-rpcbind=127.0.0.1:7777'];
    addNode(path('.'), 3, rows, [1, 2, 3, 4, 5, 6, 7, 8], args);
    assert.equal(openConnections(3, path('.')), 0);
  });

  it('goes by user and port where the sockets are hidden', () => {
    const rows: Row[] = [
      listening,
      inbound,
      { ...outbound, remote: 18444 },
      { local: 40003, remote: 443, inode: 4 },
      { ...inbound, uid: 7, inode: 5 },
      { local: 1234, remote: 50001, inode: 6 },
      { local: 4321, remote: 50001, inode: 7 },
    ];
    addNode(path('.'), 4, rows, undefined, ['-port=1234', '-bind=127.0.0.1:4321=onion']);
    assert.equal(openConnections(4, path('.')), 4);
  });

  it('counts none of a process that is gone', () => {
    assert.equal(openConnections(5, path('.')), 0);
  });

  it('reads the real /proc', () => {
    assert.equal(openConnections(process.pid), 0);
  });
});

describe('SilenceWatch', () => {
  const path = temporaryDirectory();
  const open: Row[] = [
    { local: 8333, state: 'listen', inode: 1 },
    { local: 8333, remote: 50001, inode: 2 },
  ];
  const watches: SilenceWatch[] = [];
  afterEach(() => watches.splice(0).forEach((watch) => watch.dispose()));

  /** Looks that it takes: a watch asks for the processes at each. */
  function watched(patience: number) {
    const silences: Silence[] = [];
    let looks = 0;
    const look = new Set<() => void>();
    const watch = new SilenceWatch({
      proc: path('.'),
      patience,
      interval: 1,
      pids: () => {
        looks++;
        look.forEach((seen) => seen());
        return [1];
      },
      onSilent: (silence) => void silences.push(silence),
    });
    watches.push(watch);
    const after = (count: number) =>
      new Promise<void>((resolve) => {
        const until = looks + count;
        look.add(() => looks >= until && resolve());
      });
    return { watch, silences, after };
  }

  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it('tells once of a trace that sees nothing while its node has connections', async () => {
    addNode(path('.'), 1, open, [1, 2]);
    const { watch, silences } = watched(0);
    await until(() => silences.length > 0);
    assert.deepEqual(silences, [{ pids: [1], connections: 1, stopped: false, seconds: 0 }]);
    watch.heard();
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(silences.length, 1);
  });

  it('says nothing of a node without connections, and tells once it has some', async () => {
    addNode(path('.'), 1, open.slice(0, 1), [1]);
    const { silences, after } = watched(0);
    await after(5);
    assert.deepEqual(silences, []);
    rmSync(path('1'), { recursive: true });
    addNode(path('.'), 1, open, [1, 2]);
    await until(() => silences.length > 0);
  });

  it('says nothing while what has arrived is not taken', async () => {
    addNode(path('.'), 1, open, [1, 2]);
    const { watch, silences } = watched(0);
    watch.takes(message());
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.deepEqual(silences, []);
    watch.took();
    await until(() => silences.length > 0);
  });

  it('does not look before it has been silent for longer than a quiet node', async () => {
    let looked = false;
    const watch = new SilenceWatch({
      interval: 1,
      proc: path('.'),
      pids: () => {
        looked = true;
        return [];
      },
      onSilent: () => undefined,
    });
    watches.push(watch);
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(looked, false);
  });
});

describe('hasEvents', () => {
  it('tells events of probes from the helper’s own frames', () => {
    assert.equal(hasEvents(Buffer.concat([hello, statistics(1)])), false);
    assert.equal(hasEvents(Buffer.alloc(0)), false);
    const events = [message(), misbehaving('x'), connection(EventKind.ClosedConnection)];
    for (const event of events) assert.ok(hasEvents(Buffer.concat([statistics(1), event])));
  });
});

describe('processesOf', () => {
  const path = temporaryDirectory();

  it('finds the processes of a binary that is named by a link, and no others', async () => {
    const proc = path('proc');
    for (const name of ['file', 'other']) copyFileSync('/bin/true', path(name));
    symlinkSync(path('file'), path('link'));
    const threads = ['b-msghand'];
    addProcess(proc, 5, { args: ['x'], exe: path('file'), threads });
    addProcess(proc, 6, { args: ['x'], exe: path('other'), threads });
    assert.deepEqual(await processesOf({ kind: 'binary', binary: path('link') }, proc), [5]);
  });
});

describe('silenceReasons', () => {
  const path = temporaryDirectory();
  const trace: SilentTrace = {
    target: { kind: 'node', pid: 1, binary: '/usr/bin/bitcoind' },
    filter: {},
    unattached: [],
  };
  const proc = () => path('proc');
  const reasons = (change: Partial<SilentTrace> = {}, stopped = false) =>
    silenceReasons({ pids: [1], stopped }, { ...trace, ...change }, proc());

  beforeEach(() => {
    rmSync(proc(), { recursive: true, force: true });
    addProcess(proc(), 1, { args: ['bitcoind'], exe: path('old') });
  });

  it('are none where nothing tells', async () => assert.deepEqual(await reasons(), []));

  it('are a filter and what is not attached', async () => {
    assert.match((await reasons({ filter: { peers: [1] } }))[0]!, /filter/);
    assert.match((await reasons({ filter: { direction: 'inbound' } }))[0]!, /filter/);
    const unattached = [{ name: 'inbound_message\x1b', reason: 'r' }];
    assert.deepEqual(await reasons({ unattached }), [
      'These tracepoints are not attached: net:inbound_message⟨U+001B⟩.',
    ]);
  });

  it('are a process that is stopped', async () => {
    writeFileSync(path('proc/1/status'), 'Name:\tbitcoind\nState:\tt (tracing stop)\n');
    assert.ok(connectionsOf(1, proc()).stopped);
    assert.match((await reasons({}, true))[0]!, /stopped/);
  });

  it('are a binary that was replaced, where the binary is what is traced', async () => {
    writeFileSync(path('old'), '');
    writeFileSync(path('new'), '');
    const target = { kind: 'binary', binary: path('new') } as const;
    assert.match((await reasons({ target }))[0]!, /replaced/);
    assert.deepEqual(await reasons({ target: { ...target, binary: path('old') } }), []);
    // By pid it is the file that the process runs, whatever its path is now.
    assert.deepEqual(await reasons({ target: { ...target, kind: 'node', pid: 1 } }), []);
  });
});
