import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { COMMANDS } from '../../src/extension/host/ids';
import type { Services } from '../../src/extension/services';
import { DemoBinary } from './demoBinary';
import { activated, run, scriptDialogs, type ScriptedDialogs } from './support';

describe('the check of the set-up', () => {
  let services: Services;
  let dialogs: ScriptedDialogs;
  let node: DemoBinary;

  beforeEach(async () => {
    services = await activated();
    dialogs = scriptDialogs(services);
    node = new DemoBinary();
  });
  afterEach(async () => {
    await services.control.stop();
    await node.dispose();
  });

  it('lists the machine, the ways and the nodes, and traces the node that is chosen', async () => {
    const pid = await node.start();
    dialogs.choice = `pid ${pid}`;
    await run(COMMANDS.checkSetup);
    const [items] = dialogs.offered;
    assert.ok(items);
    assert.deepEqual(
      [...new Set(items.map(({ group }) => group))],
      ['Machine', 'Ways to attach', 'Nodes', 'All'],
    );
    const line = (label: string) => items.find((item) => item.label === label);
    assert.match(line('Kernel')!.description!, /^OK · \d+\.\d+/);
    assert.match(line('Root')!.description!, /^OK · You are root/);
    assert.match(line(`demo-node · demo · pid ${pid}`)!.description!, /^OK · .*inbound_message/);
    assert.deepEqual(dialogs.errors, []);
    assert.ok(services.control.tracing);
  });

  it('says what to do where no node has tracepoints, and copies all of it', async () => {
    dialogs.choice = 'Copy the checklist';
    await run(COMMANDS.checkSetup);
    const copied = await vscode.env.clipboard.readText();
    assert.match(copied, /^Machine\n {2}OK +Kernel +\d/);
    assert.match(copied, /^Nodes\n/m);
    assert.equal(
      copied.match(/^ {2}(OK|To do|Not needed) /gm)!.length,
      dialogs.offered[0]!.length - 1,
    );
  });
});
