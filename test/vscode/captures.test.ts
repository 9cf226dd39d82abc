import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, EDITORS, PREVIEW_COMMAND } from '../../src/extension/host/ids';
import type { Services } from '../../src/extension/services';
import { coreRecord, writeFiles } from '../unit/support/coreFiles';
import { activated, run, scriptDialogs, until, type ScriptedDialogs } from './support';

describe('captures that are open', () => {
  const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-captures-'));
  const file = (...name: string[]): string => join(directory, ...name);
  let services: Services;
  let dialogs: ScriptedDialogs;
  let address: string;

  const tabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const labels = () => tabs().map(({ label }) => label);
  const closeAll = async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no tabs', () => tabs().length === 0);
  };
  const rows = (kind: string) => services.tree.shownNow.rows.filter((row) => row.kind === kind);
  const onStage = () => services.stage.all.map(({ capture }) => capture.path);
  const open = (path: string) =>
    vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), { preview: false });

  before(async () => {
    services = await activated();
    dialogs = scriptDialogs(services);
    await closeAll();
    await run(COMMANDS.start);
    await until('events', () => services.stage.trace!.capture.index.length > 300);
    const [peer] = rows('peer');
    const { elements } = services.tree.targets({ row: peer!.id });
    const [element] = elements;
    assert.ok(element?.kind === 'peer');
    ({ address } = element.peer.identity);
    services.names.set(address, 'my friend');
    dialogs.file = file('one.p2ptrace');
    await run(COMMANDS.saveCapture);
    await services.control.stop();
    mkdirSync(file('other'));
    for (const copy of [file('two.p2ptrace'), file('other', 'one.p2ptrace')])
      writeFileSync(copy, readFileSync(file('one.p2ptrace')));
    await run(COMMANDS.closeCapture);
    await until('an empty stage', () => services.stage.all.length === 0);
    // What is shown from now on is what the file says.
    services.names.set(address, '');
  });
  afterEach(async () => {
    await closeAll();
    assert.deepEqual(dialogs.errors, []);
  });
  after(async () => {
    await services.control.stop();
    rmSync(directory, { recursive: true });
  });

  it('are an editor that VS Code opens by itself, and are closed with it', async () => {
    await open(file('one.p2ptrace'));
    await until('its peers', () => rows('peer').length > 0);
    const [{ input, label }] = tabs() as [vscode.Tab];
    assert.ok(input instanceof vscode.TabInputCustom);
    assert.equal(input.viewType, EDITORS.capture);
    assert.equal(label, 'one.p2ptrace');
    assert.deepEqual(onStage(), [file('one.p2ptrace')]);
    assert.equal(rows('recording').length, 0);
    assert.equal(services.stage.recording!.nameOf(address), 'my friend');
    await closeAll();
    await until('nothing', () => services.recordings.paths.length === 0);
    assert.deepEqual(services.tree.shownNow.rows, []);
  });

  it('stand beside each other, each with its own tree, and follow the editor in front', async () => {
    await open(file('one.p2ptrace'));
    await until('the first', () => onStage().length === 1);
    await vscode.commands.executeCommand(
      'vscode.openWith',
      vscode.Uri.file(file('two.p2ptrace')),
      EDITORS.capture,
      { preview: false },
    );
    await open(file('other', 'one.p2ptrace'));
    await until('all', () => onStage().length === 3);
    await until(
      'the last in front',
      () => services.stage.recording?.capture.path === file('other', 'one.p2ptrace'),
    );
    const names = rows('recording').map(({ label }) => label);
    const folder = directory.split('/').at(-1)!;
    assert.deepEqual(names, [`${folder}/one.p2ptrace`, 'two', 'other/one.p2ptrace']);
    // A row of another one opens a ladder of that one, which then is in front.
    const all = services.tree.shownNow.rows;
    const second = all.findIndex(({ label }) => label === 'two');
    const peer = all.slice(second).find(({ kind }) => kind === 'peer')!;
    await run(PREVIEW_COMMAND, { row: peer.id });
    await until('its ladder', () => labels().some((label) => /^Peer \d+ · two/.test(label)));
    await until(
      'it in front',
      () => services.stage.recording?.capture.path === file('two.p2ptrace'),
    );
    // Its editor is shown by its own row.
    await run(PREVIEW_COMMAND, { row: all[0]!.id });
    await until('the editor of the first', () => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      const { input } = activeTab ?? {};
      return input instanceof vscode.TabInputCustom && input.uri.fsPath === file('one.p2ptrace');
    });
    await run(COMMANDS.closeCapture, { row: all[second]!.id });
    await until('two of them', () => onStage().length === 2);
    await until('none of its tabs', () => !labels().some((label) => label.includes('two')));
  });

  it('stand beside a live trace, whose status, log and filter go on', async () => {
    await run(COMMANDS.start);
    await until('the trace', () => services.stage.trace?.tracing === true);
    await until('events', () => services.stage.trace!.capture.index.length > 100);
    await open(file('one.p2ptrace'));
    await until('both', () => onStage().length === 2);
    await until('the capture in front', () => !services.stage.recording!.tracing);
    assert.ok(services.control.tracing);
    const [live, capture] = rows('recording');
    assert.deepEqual([live!.label, capture!.label], ['Live trace', 'one']);
    const { length } = services.stage.trace!.capture.index;
    await until('more events', () => services.stage.trace!.capture.index.length > length);
    // What is traced is a matter of the trace, whatever is in front.
    dialogs.choices = ['inbound'];
    await run(COMMANDS.filterTrace);
    assert.equal(services.stage.trace!.filter.direction, 'inbound');
    const traced = services.stage.trace!.filter;
    const ofCapture = services.tree.shownNow.rows.filter(
      ({ kind, tracing }) => kind === 'peer' && !tracing,
    );
    await run(COMMANDS.traceOnly, { row: ofCapture[0]!.id });
    assert.deepEqual(services.stage.trace!.filter, traced);
    dialogs.choices = [];
    // Commands are about the row, and about the one in front where there is none.
    dialogs.file = file('saved.p2ptrace');
    await run(COMMANDS.saveCapture, { row: live!.id });
    assert.match(dialogs.informed.at(-1)!, /The trace goes on/);
    await run(COMMANDS.saveCapture);
    assert.doesNotMatch(dialogs.informed.at(-1)!, /The trace goes on/);
    // The monitor stays with the trace.
    await run(COMMANDS.openMonitor, { row: live!.id });
    await until('a monitor of the trace', () => labels().includes('Monitor · live'));
    await run(COMMANDS.openMonitor, { row: capture!.id });
    await until('a monitor of the capture', () => labels().includes('Monitor · one'));
    await closeAll();
    await until('the trace alone', () => onStage().length === 1);
    assert.ok(services.control.tracing);
    await services.control.stop();
    assert.equal(services.stage.trace, services.stage.recording);
    await run(COMMANDS.closeCapture);
    await until('nothing', () => services.recordings.paths.length === 0);
  });

  it('keep filters, and show what was in force', async () => {
    await open(file('one.p2ptrace'));
    await until('it', () => onStage().length === 1);
    const ladder = await services.ladders.show({ capture: file('one.p2ptrace'), peers: 'all' });
    ladder.session.ask({ ...ladder.session.query, filter: 'type:version' });
    await until('the filter', () => ladder.session.query.filter === 'type:version');
    dialogs.file = file('filtered.p2ptrace');
    await run(COMMANDS.saveCapture);
    await closeAll();
    await open(file('filtered.p2ptrace'));
    await until('the copy', () => onStage()[0] === file('filtered.p2ptrace'));
    const copy = await services.ladders.show({ capture: file('filtered.p2ptrace'), peers: 'all' });
    await until('its filter', () => copy.session.query.filter === 'type:version');
    assert.deepEqual(labels(), ['filtered.p2ptrace']);
  });

  it('are read again on request', async () => {
    const whole = readFileSync(file('one.p2ptrace'));
    const path = file('grows.p2ptrace');
    // No frame ends at an odd offset.
    writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2) | 1));
    await open(path);
    await until('what is there', () => services.stage.recording?.capture.path === path);
    const before = services.stage.recording!;
    await until('the end', () => !before.live);
    await until('what is said', () => dialogs.errors.length > 0);
    assert.match(dialogs.errors.pop()!, /grows\.p2ptrace is damaged at offset \d+/);
    writeFileSync(path, whole);
    await run(COMMANDS.reloadCapture);
    await until('more', () => {
      const { recording } = services.stage;
      return recording !== before && recording!.capture.index.length > before.capture.index.length;
    });
    await until('one recording', () => onStage().length === 1);
  });

  it('are offered for files of other kinds', async () => {
    const name = 'message_capture/127.0.0.1_8333/msgs_recv.dat';
    const record = coreRecord({ timeUs: 1_700_000_000_000_000, type: 'verack' });
    writeFiles(directory, { [name]: record });
    const path = file(name);
    await vscode.commands.executeCommand(
      'vscode.openWith',
      vscode.Uri.file(path),
      EDITORS.otherSource,
    );
    await until('its peer', () => rows('peer').length === 1);
    await until('its end', () => services.stage.recording?.live === false);
    assert.ok(services.stage.recording!.capture.index.length > 0);
    assert.deepEqual(labels(), ['msgs_recv.dat']);
  });
});
