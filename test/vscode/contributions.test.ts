import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/host/ids';
import { readSettings, readTraceSettings } from '../../src/extension/host/settings';
import { activated, run, scriptDialogs } from './support';

describe('contributions', () => {
  before(activated);

  it('registers every command', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    for (const id of Object.values(COMMANDS)) assert.ok(known.has(id), id);
  });

  it('has settings of which a workspace can only change how things look', async () => {
    const configuration = vscode.workspace.getConfiguration();
    assert.equal(configuration.get(SETTINGS.ringBufferSize), 64);
    assert.deepEqual(readTraceSettings(), {
      ringSize: 64 * 1024 * 1024,
      snapLength: 4_000_000,
      filter: { direction: undefined, messageTypes: [] },
      coins: false,
      captureLimit: 4_000_000_000,
      whenCaptureFull: 'rotate',
    });
    assert.deepEqual(readSettings(), { timeFormat: 'absolute' });
    const { Workspace } = vscode.ConfigurationTarget;
    for (const [name, value] of [
      [SETTINGS.snapLength, 10],
      [SETTINGS.ringBufferSize, 8],
      [SETTINGS.traceDirection, 'inbound'],
      [SETTINGS.captureLimit, 0],
    ] as const)
      await assert.rejects(Promise.resolve(configuration.update(name, value, Workspace)), name);
    await configuration.update(SETTINGS.timeFormat, 'delta', Workspace);
    assert.deepEqual(readSettings(), { timeFormat: 'delta' });
    await configuration.update(SETTINGS.timeFormat, undefined, Workspace);
  });

  it('says which setting makes no sense, and starts nothing with it', async () => {
    const parts = await activated();
    const dialogs = scriptDialogs(parts);
    const configuration = vscode.workspace.getConfiguration();
    const { Global } = vscode.ConfigurationTarget;
    await configuration.update(SETTINGS.ringBufferSize, 63, Global);
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, [
      'The setting bitcoinP2pTrace.ringBufferSize is 63, which cannot be used. ' +
        'Set it to a power of two from 1 to 1024 (MiB).',
    ]);
    assert.equal(parts.control.tracing, false);
    await configuration.update(SETTINGS.ringBufferSize, 8, Global);
    assert.equal(readTraceSettings().ringSize, 8 * 1024 * 1024);
    await configuration.update(SETTINGS.ringBufferSize, undefined, Global);
  });
});
