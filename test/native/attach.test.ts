import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { attachMode } from '../../src/helper/openFiles';
import type { AddonError } from '../../src/shared/helper/addon';
import { encodeFilter, FILTER_SIZE } from '../../src/shared/helper/traceFilter';
import {
  addonPath,
  collect,
  collectAll,
  demoNode,
  openTracer,
  RunningNode,
  session,
  traceRun,
} from './support';

/** Links and perf events that this process holds in the kernel. */
function attachments(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return /bpf[-_]link|perf_event/.test(target) ? [target] : [];
    } catch {
      return []; // The directory's own descriptor is closed by now.
    }
  });
}

function codeOf(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    assert.ok((error as Error).message.length > 0);
    return (error as AddonError).code;
  }
  return 'none';
}

describe('attaching', () => {
  it('finds all of Core’s tracepoints', async () => {
    const tracer = openTracer();
    assert.deepEqual(tracer.tracepoints, [
      'inbound_message',
      'outbound_message',
      'inbound_connection',
      'outbound_connection',
      'closed_connection',
      'evicted_inbound_connection',
      'misbehaving_connection',
      'block_header',
      'compact_block_reconstructed',
      'mempool:added',
      'mempool:removed',
      'mempool:replaced',
      'mempool:rejected',
      'validation:block_connected',
    ]);
    assert.deepEqual(tracer.unattached, []);
    assert.match(attachMode(), /^(uprobe_multi|perf events)$/);
    const traced = collect(tracer);
    tracer.stop();
    await traced;
  });

  it('says why it cannot', () => {
    assert.equal(
      codeOf(() => openTracer({ binary: '/bin/true' })),
      'no-probes',
    );
    assert.equal(attachments().length, 0);
  });

  it('holds for every process of the binary, also one that starts later', async () => {
    const tracer = openTracer();
    const traced = collect(tracer);
    const pids: number[] = [];
    for (let i = 0; i < 2; i++) {
      const node = await RunningNode.start('--wait', '--burst', '10');
      pids.push(node.pid);
      await node.ended();
    }
    tracer.stop();
    const { events } = await traced;
    assert.deepEqual(
      events.map((event) => event.pid),
      pids.flatMap((pid) => Array.from({ length: 10 }, () => pid)),
    );
  });

  it('to one process by its executable leaves out the others, and can change its mind', async () => {
    const first = await RunningNode.start('--wait', '--burst', '10');
    const second = await RunningNode.start('--wait', '--burst', '10');
    const tracer = openTracer({
      binary: `/proc/${first.pid}/exe`,
      filter: encodeFilter({}, first.pid),
    });
    const traced = collect(tracer);
    await Promise.all([first.ended(), second.ended()]);
    const third = await RunningNode.start('--session', session, '--speed', '25', '--loops', '1');
    tracer.setFilter(encodeFilter({}, third.pid));
    await third.ended();
    tracer.stop();
    const { events, statistics } = await traced;
    const pids = events.map((event) => event.pid);
    assert.equal(statistics.events, events.length);
    assert.deepEqual(new Set(pids), new Set([first.pid, third.pid]));
    assert.equal(pids.filter((pid) => pid === first.pid).length, 10);
  });

  it('leaves nothing in the kernel after stop', async () => {
    const tracer = openTracer();
    assert.ok(attachments().length >= 14);
    await traceRun(tracer, '--burst', '10');
    assert.equal(attachments().length, 0);
  });

  it('ends when it is stopped twice, and when it was never started', async () => {
    const tracer = openTracer();
    const traced = collect(tracer);
    const never = (): void => assert.equal('called', 'never called');
    assert.throws(() => tracer.start(0, never), /started already/);
    tracer.stop();
    tracer.stop();
    const { events, statistics } = await traced;
    assert.equal(events.length, 0);
    assert.equal(statistics.events, 0);

    openTracer().stop();
    assert.equal(attachments().length, 0);
  });

  it('ends with the process that traces, whatever it is doing', async () => {
    const options = { binary: demoNode(), ringSize: 1 << 26, snapLength: 4_000_000, coins: false };
    const script = `
      const options = { ...${JSON.stringify(options)}, filter: Buffer.alloc(${FILTER_SIZE}) };
      const tracer = require(${JSON.stringify(addonPath)}).open(options);
      tracer.start(1, () => {});
      process.stdin.once('data', () => process.exit(7));
    `;
    const tracing = spawn(process.execPath, ['-e', script], {
      stdio: ['pipe', 'overlapped', 'inherit'],
    });
    const node = await RunningNode.start('--wait', '--burst', '200000');
    // Once it writes, and nobody reads on.
    await once(tracing.stdout, 'readable');
    tracing.stdin.write('end');
    const [code] = (await once(tracing, 'exit')) as [number | null];
    assert.equal(code, 7);
    await node.ended();
  });
});

describe('the stream', () => {
  it('comes with statistics about once a second while something changes', async () => {
    const tracer = openTracer();
    const traced = collectAll(tracer);
    const node = await RunningNode.start('--wait', '--burst', '10');
    await node.ended();
    await new Promise((resolve) => setTimeout(resolve, 2500));
    tracer.stop();
    const statistics = (await traced).filter((event) => event.kind === 'statistics');
    // Once for the change, nothing while idle, and the last one.
    assert.deepEqual(
      statistics.map(({ events }) => events),
      [10, 10],
    );
  });
});
