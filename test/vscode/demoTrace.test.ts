import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { Capture } from '../../src/capture/capture';
import { COMMANDS, PREVIEW_COMMAND } from '../../src/extension/host/ids';
import { rowsDependencies } from '../../src/extension/ladder/rowsDependencies';
import { LadderRows } from '../../src/extension/ladder/ladderRows';
import { inspectMessage } from '../../src/extension/inspector/inspection';
import type { Services } from '../../src/extension/services';
import { EVERYTHING } from '../../src/shared/webview/ladderProtocol';
import { coreRecord, writeFiles } from '../unit/support/coreFiles';
import {
  activated,
  peerOf,
  peerRows,
  run,
  scriptDialogs,
  until,
  type ScriptedDialogs,
} from './support';

describe('a trace of the demo node', () => {
  let services: Services;
  let dialogs: ScriptedDialogs;

  const recording = () => services.stage.recording!;
  const labels = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

  async function start(): Promise<void> {
    services = await activated();
    dialogs = scriptDialogs(services);
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, []);
    await until('events', () => recording().capture.index.length > 100);
  }

  describe('while it runs', () => {
    // What a test below changes of the trace it changes back.
    before(async () => {
      await start();
      await until('peers', () => peerRows(services).length >= 9);
      await until('events', () => recording().capture.index.length > 500);
    });
    after(() => services.control.stop());

    it('shows the node and its peers with their counts', () => {
      assert.equal(services.tree.shownNow.rows[0]!.label, 'demo node');
      const [row] = peerRows(services);
      const peer = peerOf(services, row!);
      const { index } = recording().capture;
      let outbound = 0;
      let bytes = 0;
      for (let i = 0; i < index.length; i++) {
        if (index.peer(i) !== peer.index || index.direction(i) !== 'outbound') continue;
        if (index.messageType(i) === '') continue;
        outbound++;
        bytes += index.size(i);
      }
      assert.equal(peer.traffic.outboundMessages, outbound);
      assert.equal(peer.traffic.outboundBytes, bytes);
      assert.equal(row!.number, '0');
      assert.match(row!.label, /^127\.0\.0\.1:\d+$/);
      assert.equal(row!.detail, 'manual');
    });

    it('sorts peers', async () => {
      const bytes = () => peerRows(services).map((row) => peerOf(services, row).traffic.bytes);
      await run(COMMANDS.sortByBytes);
      assert.deepEqual(
        bytes(),
        [...bytes()].sort((a, b) => b - a),
      );
      await run(COMMANDS.sortById);
      const ids = peerRows(services).map(({ number }) => Number(number));
      assert.deepEqual(
        ids,
        [...ids].sort((a, b) => a - b),
      );
    });

    it('is narrowed to a peer by the menu of its row or head, and shows all again', async () => {
      const [first, second] = peerRows(services);
      const { pid, peer } = peerOf(services, second!).identity;
      const menus: [about: object, number: string][] = [
        [{ row: first!.id }, first!.number],
        [{ webviewSection: 'head', pid, peer, lane: 3 }, second!.number],
      ];
      for (const [about, number] of menus) {
        await run(COMMANDS.traceOnly, about);
        assert.equal(
          services.tree.shownNow.message,
          `Filter: only everything of peer ${number}. The rest is not traced.`,
        );
        dialogs.choices = [];
        await run(COMMANDS.filterTrace);
        assert.equal(services.tree.shownNow.message, '');
      }
    });

    it('opens the ladder of a peer, once', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const [row] = peerRows(services);
      const tabs = () =>
        vscode.window.tabGroups.all
          .flatMap(({ tabs: all }) => all)
          .filter(({ input }) => input instanceof vscode.TabInputWebview);
      await run(COMMANDS.openLadder, { row: row!.id });
      await until('a ladder', () => tabs().length === 1);
      await run(COMMANDS.openLadder, { row: row!.id });
      assert.equal(tabs().length, 1);
      assert.equal(tabs()[0]?.label, 'Peer 0 · live');
    });

    it('shows the peers that are clicked in one tab, until it is kept', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const rows = peerRows(services);
      const has = (...expected: string[]) =>
        until(expected.join(), () => labels().join() === expected.join());
      await run(PREVIEW_COMMAND, { row: rows[0]!.id });
      await has('Peer 0 · live (preview)');
      // Two clicks, before the first has opened anything.
      await Promise.all([
        run(PREVIEW_COMMAND, { row: rows[1]!.id }),
        run(PREVIEW_COMMAND, { row: rows[2]!.id }),
      ]);
      await has('Peer 2 · live (preview)');
      await run(COMMANDS.keepLadder);
      await has('Peer 2 · live');
      await run(PREVIEW_COMMAND, { row: rows[0]!.id });
      await has('Peer 2 · live', 'Peer 0 · live (preview)');
      await run(COMMANDS.openLadder, { row: rows[0]!.id });
      await has('Peer 2 · live', 'Peer 0 · live');
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await run(PREVIEW_COMMAND, { row: rows[1]!.id });
      await has('Peer 1 · live (preview)');
      // A double click.
      await Promise.all([
        run(PREVIEW_COMMAND, { row: rows[3]!.id }),
        run(PREVIEW_COMMAND, { row: rows[3]!.id }),
      ]);
      await has('Peer 3 · live');
    });

    it('opens a capture beside the trace, which goes on', async () => {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      dialogs.file = join(tmpdir(), `p2p-trace-beside-${process.pid}.p2ptrace`);
      try {
        await run(COMMANDS.saveCapture);
        const traced = recording();
        await run(COMMANDS.openCapture);
        assert.equal(services.stage.trace, traced);
        assert.notEqual(recording(), traced);
        assert.ok(services.control.tracing);
        const title = `All peers · p2p-trace-beside-${process.pid}`;
        await until('its ladder', () => labels().join() === title);
        assert.deepEqual(dialogs.errors, []);
      } finally {
        rmSync(dialogs.file, { force: true });
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      }
    });

    it('answers the ladder’s and the inspector’s questions with what was traced', async () => {
      const { capture } = recording();
      const query = { ...EVERYTHING, filter: 'type:version peer:0' };
      const rows = await new LadderRows(rowsDependencies(recording(), 'all'), query).read(0, 2);
      assert.equal(rows.length, 2);
      const shown = await inspectMessage(recording(), rows[0]!.row);
      assert.equal(shown?.messageType, 'version');
      assert.equal((await capture.payload(rows[0]!.row)).readInt32LE(0), 70017);
    });
  });

  describe('from its start to its end', () => {
    beforeEach(start);
    afterEach(() => services.control.stop());

    it('starts from the list of nodes', () => {
      assert.ok(services.control.tracing);
      assert.deepEqual(dialogs.stages.slice(0, 2), ['asking for permission…', 'attaching…']);
    });

    it('refuses a second start, and offers to stop the first', async () => {
      await run(COMMANDS.start);
      assert.match(dialogs.errors.pop()!, /demo node is already running/);
      assert.ok(services.control.tracing);
      const before = recording();
      dialogs.button = 'Stop and Start Again';
      await run(COMMANDS.start);
      dialogs.errors.length = 0;
      assert.ok(services.control.tracing);
      assert.notEqual(recording(), before);
      await until('events', () => recording().capture.index.length > 100);
    });

    it('stops and leaves on screen what was captured, and no demo node', async () => {
      const demo = recording().peers.nodes.keys().next().value!;
      await run(COMMANDS.stop);
      assert.ok(!services.control.tracing);
      assert.equal(recording().live, false);
      assert.equal(recording().lost, 0);
      assert.ok(peerRows(services).length > 0);
      assert.match(services.tree.shownNow.message, /Not live: the trace has ended/);
      assert.deepEqual(dialogs.errors, []);
      const { statistics, index } = recording().capture;
      assert.equal(statistics?.events, index.length);
      await until('its end', () => !existsSync(`/proc/${demo}/exe`));
    });

    it('saves the capture and opens it again', async () => {
      await run(COMMANDS.stop);
      const events = recording().capture.index.length;
      dialogs.file = join(tmpdir(), `p2p-trace-${process.pid}.p2ptrace`);
      try {
        await run(COMMANDS.saveCapture);
        assert.deepEqual(readFileSync(dialogs.file), readFileSync(recording().capture.path));
        await run(COMMANDS.openCapture);
        assert.equal(recording().capture.path, dialogs.file);
        assert.equal(recording().capture.index.length, events);
        await until('its ladder', () => labels().includes(`All peers · p2p-trace-${process.pid}`));
        const again = await Capture.open(dialogs.file);
        assert.equal(again.damagedBytes, 0);
        await again.close();
      } finally {
        rmSync(dialogs.file, { force: true });
      }
    });

    it('opens what a node with -capturemessages wrote', async () => {
      await run(COMMANDS.stop);
      const node = mkdtempSync(join(tmpdir(), 'p2p-trace-core-'));
      try {
        const ping = coreRecord({ timeUs: 1.7e15, type: 'ping', payload: Buffer.alloc(8, 7) });
        const cut = ping.subarray(0, 20);
        const peer = join('regtest', 'message_capture', '[2001_db8__1]_18444');
        writeFiles(node, { [join(peer, 'msgs_recv.dat')]: Buffer.concat([ping, ping, cut]) });
        dialogs.file = join(node, 'regtest');
        await run(COMMANDS.openMessageCapture);
        await until('its end', () => !recording().live);
        const { index } = recording().capture;
        assert.equal(index.length, 2);
        assert.equal(index.peers[0]!.address, '[2001:db8::1]:18444');
        assert.match(
          services.tree.shownNow.message,
          /Not live: read from regtest\. .*20 bytes at offset 64 of \[2001_db8__1\]_18444\/msgs_recv\.dat\./,
        );
        await until('its ladder', () => labels().some((label) => label.startsWith('All peers')));
      } finally {
        // A ladder that comes to the front later would have its capture in front, in place of the next trace.
        await vscode.commands.executeCommand('workbench.action.closeAllEditors');
        rmSync(node, { recursive: true });
      }
    });

    it('says why a file is not a capture, and keeps what is on screen', async () => {
      await run(COMMANDS.stop);
      const before = recording();
      dialogs.file = '/etc/hostname';
      await run(COMMANDS.openCapture);
      assert.match(dialogs.errors.pop()!, /\/etc\/hostname cannot be read as a capture/);
      assert.equal(recording(), before);
    });
  });
});
