import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ids from '../../../src/extension/host/ids';

interface Menu {
  command?: string;
  submenu?: string;
  when?: string;
}

interface Manifest {
  icon: string;
  activationEvents: string[];
  capabilities: {
    untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] };
    virtualWorkspaces: { supported: boolean };
  };
  contributes: {
    commands: { command: string; title: string; category: string }[];
    configuration: { properties: Record<string, { scope: string; default: unknown }> };
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string; when: string }[];
    keybindings: { when: string }[];
    submenus: { id: string }[];
    menus: Record<string, Menu[]>;
  };
}

const repository = join(__dirname, '../../..');
const text = readFileSync(join(repository, 'package.json'), 'utf8');
const manifest = JSON.parse(text) as Manifest;
const { contributes } = manifest;
const values = (group: Record<string, string>) => Object.values(group).sort();

describe('package.json and ids.ts', () => {
  it('name the same commands', () => {
    const declared = contributes.commands.map(({ command }) => command).sort();
    assert.deepEqual(declared, values(ids.COMMANDS));
    for (const { category } of contributes.commands) assert.equal(category, 'Bitcoin');
  });

  it('name the same views, panels, settings and submenus', () => {
    assert.deepEqual(Object.keys(contributes.views), [ids.VIEWS.container]);
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      [ids.VIEWS.container],
    );
    assert.deepEqual(
      contributes.views[ids.VIEWS.container]?.map(({ id }) => id),
      [ids.VIEWS.peers],
    );
    for (const panel of Object.values(ids.PANELS))
      assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${panel}`), panel);
    assert.deepEqual(
      Object.keys(contributes.configuration.properties).sort(),
      values(ids.SETTINGS),
    );
    assert.deepEqual(
      contributes.submenus.map(({ id }) => id),
      [ids.SORT_SUBMENU, ...Object.values(ids.ROW_SUBMENUS)],
    );
  });

  it('use no id that is not declared', () => {
    const declared = new Set<string>([
      ...Object.values(ids.COMMANDS),
      ...Object.values(ids.VIEWS),
      ...Object.values(ids.PANELS),
      ...Object.values(ids.SETTINGS),
      ...Object.values(ids.CONTEXT_KEYS),
      ids.SORT_SUBMENU,
      ...Object.values(ids.ROW_SUBMENUS),
    ]);
    const used: string[] = text.match(/bitcoinP2pTrace(\.\w+)?/g) ?? [];
    for (const id of used) assert.ok(declared.has(id), id);
    for (const key of Object.values(ids.CONTEXT_KEYS)) assert.ok(used.includes(key), key);
    const items = text.match(/viewItem == \w+/g) ?? [];
    for (const item of items)
      assert.ok(values(ids.TREE_CONTEXT).includes(item.slice('viewItem == '.length)), item);
  });

  it('show every command somewhere only while it makes sense', () => {
    for (const menu of Object.values(contributes.menus).flat())
      if (menu.command) assert.ok(values(ids.COMMANDS).includes(menu.command), menu.command);
    const stop = contributes.menus.commandPalette?.find(
      ({ command }) => command === ids.COMMANDS.stop,
    );
    assert.equal(stop?.when, ids.CONTEXT_KEYS.tracing);
  });

  it('let no workspace change a setting', () => {
    for (const [name, { scope }] of Object.entries(contributes.configuration.properties))
      assert.equal(scope, 'machine', name);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      values(ids.SETTINGS),
    );
    assert.equal(manifest.capabilities.virtualWorkspaces.supported, false);
  });

  it('have no setting that names what runs, or where it is reached', () => {
    for (const [name, { default: value }] of Object.entries(contributes.configuration.properties)) {
      assert.doesNotMatch(
        name,
        /path|binary|file|folder|director|socket|helper|launch|exec|command|shell/i,
      );
      assert.doesNotMatch(JSON.stringify(value), /\//, name);
    }
    const source = join(repository, 'src');
    const readers = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .filter((name) => readFileSync(join(source, name), 'utf8').includes('getConfiguration('));
    assert.deepEqual(readers, ['extension/host/settings.ts']);
  });

  it('name icons that exist, none of them an SVG for the marketplace', () => {
    for (const icon of [manifest.icon, contributes.viewsContainers.activitybar[0]!.icon])
      assert.ok(existsSync(join(repository, icon)), icon);
    assert.match(manifest.icon, /\.png$/);
  });
});
