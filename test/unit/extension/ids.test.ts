import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { captureFile } from '../../../src/capture/sources/captureFile';
import { COMPRESSED_EXTENSIONS } from '../../../src/capture/sources/decompress';
import { SOURCE_KINDS } from '../../../src/capture/sources/openSource';
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
    views: Record<string, { id: string; accessibilityHelpContent: string }[]>;
    walkthroughs: {
      id: string;
      steps: { description: string; media: { image: string; altText: string } }[];
    }[];
    submenus: { id: string }[];
    languages: { id: string; extensions: string[]; icon: Record<'light' | 'dark', string> }[];
    customEditors: {
      viewType: string;
      selector: { filenamePattern: string }[];
      priority: string;
    }[];
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

  it('open captures in the ladder, and offer it for files of every other kind that can be read', () => {
    const patterns = (viewType: string, priority: string): string[] => {
      const editor = contributes.customEditors.find((each) => each.viewType === viewType)!;
      assert.equal(editor.priority, priority);
      return editor.selector.map(({ filenamePattern }) => filenamePattern).sort();
    };
    const { capture, otherSource } = ids.EDITORS;
    assert.equal(contributes.customEditors.length, 2);
    // Keys and menus of the ladder are bound to what the names begin with.
    for (const editor of [capture, otherSource]) assert.ok(editor.startsWith(ids.PANELS.ladder));
    const others = SOURCE_KINDS.filter((kind) => kind !== captureFile);
    const pattern = (extension: string) => `*.${extension}`;
    const captures = captureFile.extensions.flatMap((each) => [
      each,
      ...COMPRESSED_EXTENSIONS.map((compressed) => `${each}.${compressed}`),
    ]);
    assert.deepEqual(patterns(capture, 'default'), captures.map(pattern));
    assert.deepEqual(
      patterns(otherSource, 'option'),
      [...new Set([...others.flatMap(({ extensions }) => extensions), ...COMPRESSED_EXTENSIONS])]
        .map(pattern)
        .sort(),
    );
    const [language] = contributes.languages;
    assert.deepEqual(
      language!.extensions,
      captures.map((each) => `.${each}`),
    );
    for (const icon of Object.values(language!.icon))
      assert.ok(existsSync(join(repository, icon)), icon);
  });

  it('use no id that is not declared', () => {
    const declared = new Set<string>([
      ...Object.values(ids.COMMANDS),
      ...Object.values(ids.VIEWS),
      ...Object.values(ids.PANELS),
      ...Object.values(ids.EDITORS),
      ...Object.values(ids.SETTINGS),
      ...Object.values(ids.CONTEXT_KEYS),
      ids.SORT_SUBMENU,
      ...Object.values(ids.ROW_SUBMENUS),
    ]);
    const used: string[] =
      text.replaceAll(ids.FOCUS_PEERS, '').match(/bitcoinP2pTrace(\.\w+)?/g) ?? [];
    for (const id of used) assert.ok(declared.has(id), id);
    for (const key of Object.values(ids.CONTEXT_KEYS)) assert.ok(used.includes(key), key);
  });

  it('offer in the menus of rows what rows there are', () => {
    const sections = (contributes.menus['webview/context'] ?? [])
      .filter(({ when }) => when!.includes(ids.VIEWS.peers))
      .flatMap(({ when }) =>
        /webviewSection (?:== '|=~ \/\^\()([\w|]+)/.exec(when!)![1]!.split('|'),
      );
    assert.deepEqual([...new Set(sections)].sort(), ['node', 'peer', 'recording', 'type']);
  });

  it('tick the order that is in force, and it alone', () => {
    for (const order of ['id', 'bytes', 'activity']) {
      const name = order[0]!.toUpperCase() + order.slice(1);
      const entry = (command: string) =>
        contributes.menus[ids.SORT_SUBMENU]!.find((each) => each.command!.endsWith(command))!.when;
      assert.equal(entry(`.sortBy${name}`), `${ids.CONTEXT_KEYS.peerOrder} != '${order}'`);
      assert.equal(entry(`.sortedBy${name}`), `${ids.CONTEXT_KEYS.peerOrder} == '${order}'`);
      const { title } = contributes.commands.find((each) =>
        each.command.endsWith(`.sortedBy${name}`),
      )!;
      assert.match(title, /^✓ /);
    }
  });

  it('has a walkthrough of five steps, each with a picture and commands that exist', () => {
    const [walkthrough] = contributes.walkthroughs;
    assert.equal(walkthrough!.id, ids.WALKTHROUGH.split('#')[1]);
    assert.equal(walkthrough!.steps.length, 5);
    for (const { media, description } of walkthrough!.steps) {
      assert.ok(existsSync(join(repository, media.image)), media.image);
      assert.ok(media.altText.length > 20);
      for (const [, command] of description.matchAll(/\(command:([\w.]+)\)/g))
        assert.ok([...values(ids.COMMANDS), ids.FOCUS_PEERS].includes(command!), command);
    }
  });

  it('has help for screen readers that names commands which exist', () => {
    const help = contributes.views[ids.VIEWS.container]![0]!.accessibilityHelpContent;
    const named = [...help.matchAll(/<keybinding:([\w.]+)>/g)].map(([, command]) => command!);
    assert.ok(named.length > 3);
    for (const command of named) assert.ok(values(ids.COMMANDS).includes(command), command);
  });

  it('show every command somewhere only while it makes sense', () => {
    for (const menu of Object.values(contributes.menus).flat())
      if (menu.command) assert.ok(values(ids.COMMANDS).includes(menu.command), menu.command);
    const stop = contributes.menus.commandPalette?.find(
      ({ command }) => command === ids.COMMANDS.stop,
    );
    assert.equal(stop?.when, ids.CONTEXT_KEYS.tracing);
  });

  it('let no workspace change how a trace is taken, and hide no setting without need', () => {
    const { ringBufferSize, captureLimit, timeFormat, ...others } = ids.SETTINGS;
    // What a machine has, memory and disk, is said where it is: a remote machine's in the tab of that.
    const scopes = [
      ...[ringBufferSize, captureLimit].map((name) => [name, 'machine']),
      ...Object.values(others).map((name) => [name, 'application']),
      // Only how things look.
      [timeFormat, 'window'],
    ];
    const { properties } = contributes.configuration;
    const declared = Object.entries(properties).map(([name, { scope }]) => [name, scope]);
    assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(scopes));
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.deepEqual(
      [...manifest.capabilities.untrustedWorkspaces.restrictedConfigurations].sort(),
      values(ids.SETTINGS).filter((name) => name !== timeFormat),
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
