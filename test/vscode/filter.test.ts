import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../src/extension/host/ids';
import type { Services } from '../../src/extension/services';
import { activated, run, scriptDialogs, until, type ScriptedDialogs } from './support';

describe('the filter of a trace', () => {
  let services: Services;
  let dialogs: ScriptedDialogs;

  beforeEach(async () => {
    services = await activated();
    dialogs = scriptDialogs(services);
  });
  afterEach(async () => {
    await services.control.stop();
    await configure(SETTINGS.traceMessageTypes, undefined);
  });

  const configure = (name: string, value: unknown) =>
    vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
  const index = () => services.stage.recording!.capture.index;
  const kinds = (from: number) => {
    const seen = new Set<string>();
    for (let row = from; row < index().length; row++)
      if (index().messageType(row) !== '')
        seen.add(`${index().direction(row)} ${index().messageType(row)}`);
    return [...seen].sort();
  };

  it('is what the settings say at first', async () => {
    await configure(SETTINGS.traceMessageTypes, ['ping', 'inv']);
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, []);
    await until('messages', () => kinds(0).length >= 3);
    assert.ok(kinds(0).every((kind) => /^(in|out)bound (ping|inv)$/.test(kind)));
    const text = 'Filter: only ping, inv. The rest is not traced.';
    assert.equal(services.tree.shownNow.message, text);
  });

  it('changes while tracing', async () => {
    await run(COMMANDS.start);
    assert.deepEqual(dialogs.errors, []);
    dialogs.choices = ['inbound', 'pong'];
    await run(COMMANDS.filterTrace);
    assert.equal(
      services.tree.shownNow.message,
      'Filter: only inbound pong. The rest is not traced.',
    );
    // What passed the earlier filter is on its way for a moment.
    await setTimeout(1000);
    const from = index().length;
    await until('messages', () => kinds(from).length > 0);
    assert.deepEqual(kinds(from), ['inbound pong']);

    dialogs.choices = [];
    await run(COMMANDS.filterTrace);
    assert.equal(services.tree.shownNow.message, '');
    await until('all kinds', () => kinds(from).length > 8);
    await run(COMMANDS.stop);
    assert.equal(services.stage.recording!.lost, 0);
    assert.deepEqual(dialogs.errors, []);
  });
});
