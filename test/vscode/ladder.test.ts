import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/extension/host/ids';
import type { Services } from '../../src/extension/services';
import { activated, peerRows, run, scriptDialogs, until, type ScriptedDialogs } from './support';

describe('a ladder', () => {
  const directory = mkdtempSync(join(tmpdir(), 'p2p-trace-ladder-'));
  let services: Services;
  let dialogs: ScriptedDialogs;

  before(async () => {
    services = await activated();
    dialogs = scriptDialogs(services);
    await run(COMMANDS.start);
    await until('events', () => services.stage.recording!.capture.index.length > 500);
  });
  after(async () => {
    await services.control.stop();
    rmSync(directory, { recursive: true });
  });

  const titles = () =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ label }) => label);

  /** Asks until VS Code has made the ladder the active editor. */
  async function exported(choice: string, name: string): Promise<Buffer> {
    dialogs.choice = choice;
    dialogs.file = join(directory, name);
    for (let i = 0; i < 60 && !existsSync(dialogs.file); i++) {
      await run(COMMANDS.exportLadder);
      await setTimeout(100);
    }
    return readFileSync(dialogs.file);
  }

  it('has the peers that were selected, or all', async () => {
    const rows = peerRows(services);
    await run(COMMANDS.openLadder, { rows: [rows[0]!.id, rows[2]!.id] });
    await until('two peers', () => titles().includes('Peers 0, 2 · live'));
    await run(COMMANDS.openLadderOfAll);
    await until('all peers', () => titles().includes('All peers · live'));
  });

  it('is exported as text, SVG and PNG, redacted on request', async () => {
    // A page that has just been opened is waited for.
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await run(COMMANDS.openLadderOfAll);
    await until('all peers', () => titles().includes('All peers · live'));
    const text = (await exported('Text', 'ladder.txt')).toString();
    assert.match(
      text,
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [←→] peer 0 127\.0\.0\.1:\d+ {2}version /m,
    );
    const svg = (await exported('SVG', 'ladder.svg')).toString();
    assert.match(svg, /^<svg xmlns/);
    assert.match(svg, /127\.0\.0\.1:\d+/);
    const png = await exported('PNG', 'ladder.png');
    assert.equal(png.toString('latin1', 1, 4), 'PNG');
    const redacted = (await exported('SVG picture, redacted', 'redacted.svg')).toString();
    assert.match(redacted, /^<svg xmlns/);
    assert.match(redacted, /127\.(…|1[2-9]\d|2\d\d)/);
    assert.doesNotMatch(redacted, /127\.0\.0\.1/);
    assert.deepEqual(dialogs.errors, []);
  });
});
