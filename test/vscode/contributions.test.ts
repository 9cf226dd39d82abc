import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/ids';
import { readSettings } from '../../src/extension/settings';
import { activated } from './support';

describe('contributions', () => {
  before(activated);

  it('registers every command', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(COMMANDS)) assert.ok(known.has(id), id);
  });

  it('has settings that only the machine’s user can change', async () => {
    const configuration = vscode.workspace.getConfiguration();
    assert.equal(configuration.get(SETTINGS.ringBufferSize), 64);
    assert.deepEqual(readSettings(), {
      ringSize: 64 * 1024 * 1024,
      snapLength: 4_000_000,
      timeFormat: 'absolute',
    });
    const { Workspace } = vscode.ConfigurationTarget;
    await assert.rejects(Promise.resolve(configuration.update(SETTINGS.snapLength, 10, Workspace)));
  });

  it('takes settings that make no sense as the defaults', async () => {
    const configuration = vscode.workspace.getConfiguration();
    const { Global } = vscode.ConfigurationTarget;
    await configuration.update(SETTINGS.ringBufferSize, 63, Global);
    assert.equal(readSettings().ringSize, 64 * 1024 * 1024);
    await configuration.update(SETTINGS.ringBufferSize, 8, Global);
    assert.equal(readSettings().ringSize, 8 * 1024 * 1024);
    await configuration.update(SETTINGS.ringBufferSize, undefined, Global);
  });
});
