import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { COMMANDS, FOCUS_PEERS } from '../../src/extension/host/ids';
import type { Services } from '../../src/extension/services';
import { DemoBinary } from './demoBinary';
import { table, type Row } from '../bench/table';
import { activated, peerRows, run, scriptDialogs, until } from './support';

const RATE = 50_000;
const SECONDS = 10;
/** Bytes: 100 MB a second. */
const SIZE = 2000;

/** A directory. */
const profileTo = process.env.BITCOIN_P2P_TRACE_PROFILE;

/** Bytes that are in use after a collection. */
async function memory(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 0; i < 3; i++) {
    collect();
    await setTimeout(50);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** @returns Ends it. */
async function profile(path: string): Promise<() => Promise<void>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  return async () => {
    const { profile: result } = await session.post('Profiler.stop');
    writeFileSync(path, JSON.stringify(result));
    session.disconnect();
  };
}

describe('the extension host at 50,000 messages and 100 MB a second, all views open', () => {
  let services: Services;
  let node: DemoBinary;

  before(async () => {
    services = await activated();
    node = new DemoBinary();
  });
  after(async () => {
    await services.control.stop();
    await node.dispose();
  });

  it('stays responsive, and keeps nothing of payloads in memory', async function () {
    this.timeout(180_000);
    const dialogs = scriptDialogs(services);
    const count = RATE * (SECONDS + 5);
    await node.start('--burst', `${count}`, '--rate', `${RATE}`, '--size', `${SIZE}`);
    dialogs.choice = node.binary;
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, []);
    const { capture } = services.stage.recording!;
    await vscode.commands.executeCommand(FOCUS_PEERS);
    await run(COMMANDS.showTrafficLog);
    await until('messages', () => peerRows(services).length > 0);
    await run(COMMANDS.openLadder, { row: peerRows(services)[0]!.id });
    const beside = vscode.window.createWebviewPanel('load', 'Load', vscode.ViewColumn.Two);
    const opener = { panel: beside, width: 1300 };
    await services.inspector.show({ capture: capture.path, row: 0 }, opener);
    await setTimeout(2000);

    const lostEarlier = services.stage.recording!.lost;
    const before = { rows: capture.index.length, bytes: await memory(), cpu: process.cpuUsage() };
    const ended = profileTo && (await profile(join(profileTo, 'load.cpuprofile')));
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const began = performance.now();
    await setTimeout((SECONDS - 3) * 1000);
    delay.disable();
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(before.cpu);
    const rows = capture.index.length - before.rows;
    const { lost } = services.stage.recording!;
    if (ended) await ended();
    const growth = ((await memory()) - before.bytes) / (capture.index.length - before.rows);
    await run(COMMANDS.stop);
    beside.dispose();

    const { recording } = services.stage;
    const p99 = delay.percentile(99) / 1e6;
    const figures: Row[] = [
      {
        what: 'extension host at 50,000 messages and 100 MB a second, all views open',
        goal: '0 lost',
        measured: `${Math.round(rows / seconds)}/s for ${seconds.toFixed(1)} s; lost: ${lostEarlier} before, ${lost - lostEarlier} meanwhile, ${recording!.lost - lost} after`,
        held: recording!.lost === 0,
      },
      {
        what: 'the same: event-loop delay p99',
        goal: '≤ 30 ms',
        measured: `${p99.toFixed(1)} ms; p50 ${(delay.percentile(50) / 1e6).toFixed(1)} ms, most ${(delay.max / 1e6).toFixed(1)} ms; ${((user + system) / 1e4 / seconds).toFixed(0)} % of a processor`,
        held: p99 <= 30,
      },
      {
        what: 'the same: memory',
        goal: '≤ 64 B a message',
        measured: `${growth.toFixed(0)} B`,
        held: growth <= 64,
      },
    ];
    console.log(table(figures));
    assert.deepEqual(
      figures.filter(({ held }) => held === false).map(({ what }) => what),
      [],
    );
  });
});
