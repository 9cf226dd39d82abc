import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import {
  openRecent,
  type CaptureDependencies,
} from '../../../src/extension/captures/captureCommands';
import { RecentCaptures } from '../../../src/extension/captures/recentCaptures';
import { nameAndAddress, PeerNames, shownName } from '../../../src/extension/host/peerNames';
import { temporaryDirectory } from '../support/directory';

class MapStore {
  readonly kept = new Map<string, unknown>();
  get = (key: string) => this.kept.get(key);
  update = (key: string, value: unknown) => {
    this.kept.set(key, value);
    return Promise.resolve();
  };
}

describe('PeerNames', () => {
  it('are kept by address, and told of when they change', () => {
    const store = new MapStore();
    const names = new PeerNames(store);
    let changes = 0;
    names.onChange(() => changes++);
    names.set('1.2.3.4:8333', 'friend');
    assert.equal(new PeerNames(store).of('1.2.3.4:8333'), 'friend');
    names.set('1.2.3.4:8333', '');
    assert.equal(names.of('1.2.3.4:8333'), undefined);
    assert.equal(new PeerNames(store).of('1.2.3.4:8333'), undefined);
    assert.equal(changes, 2);
  });

  it('are none where something else was kept', () => {
    const store = new MapStore();
    new PeerNames(store).set('a', 'b');
    for (const odd of [{ odd: [1] }, 'text', [['a']], [[1, 2]], [null]]) {
      for (const key of store.kept.keys()) store.kept.set(key, odd);
      assert.equal(new PeerNames(store).of('a'), undefined);
    }
  });

  it('stand in for addresses, or beside them', () => {
    const nameOf = (address: string) => (address === 'a:1' ? 'friend\x1b' : undefined);
    assert.equal(shownName({ address: 'a:1' }, nameOf), 'friend⟨U+001B⟩');
    assert.equal(shownName({ address: 'b:1' }, nameOf), 'b:1');
    assert.equal(shownName({ address: '' }, nameOf), 'address unknown');
    assert.equal(nameAndAddress('a:1', nameOf), 'friend\x1b (a:1)');
    assert.equal(nameAndAddress('b:1', nameOf), 'b:1');
  });
});

describe('RecentCaptures', () => {
  const path = temporaryDirectory();

  it('has the latest first, each once, and at most ten', async () => {
    const recent = new RecentCaptures(new MapStore());
    const files = Array.from({ length: 12 }, (_, i) => path(`${i}.p2ptrace`));
    for (const file of files) writeFileSync(file, '');
    for (const file of files) recent.add(file);
    recent.add(files[5]!);
    const names = (await recent.list()).map(({ name }) => name);
    assert.equal(names.length, 10);
    assert.deepEqual(names.slice(0, 3), ['5.p2ptrace', '11.p2ptrace', '10.p2ptrace']);
  });

  it('leaves out what is missing, and has it again when it is back', async () => {
    const recent = new RecentCaptures(new MapStore());
    const file = path('back.p2ptrace');
    recent.add(file);
    assert.deepEqual(await recent.list(), []);
    writeFileSync(file, '');
    assert.deepEqual(
      (await recent.list()).map((each) => each.path),
      [file],
    );
  });

  it('shortens the user’s own folder', async () => {
    const file = path('home.p2ptrace');
    writeFileSync(file, '');
    const { HOME } = process.env;
    try {
      for (const [home, folder] of [
        [dirname(file), '~'],
        [dirname(dirname(file)), `~/${basename(dirname(file))}`],
        [`${dirname(file)}x`, dirname(file)],
      ]) {
        process.env.HOME = home;
        const recent = new RecentCaptures(new MapStore());
        recent.add(file);
        assert.equal((await recent.list())[0]!.folder, folder);
      }
    } finally {
      process.env.HOME = HOME;
    }
  });

  it('is none where something else was kept', async () => {
    const store = new MapStore();
    const recent = new RecentCaptures(store);
    recent.add('/a');
    for (const key of store.kept.keys()) store.kept.set(key, { a: 1 });
    assert.deepEqual(await recent.list(), []);
  });

  it('forgets one that is gone when it is asked for, and says so', async () => {
    const store = new MapStore();
    const recent = new RecentCaptures(store);
    const gone = path('gone.p2ptrace');
    recent.add(gone);
    const deps = { recent } as CaptureDependencies;
    await assert.rejects(openRecent(gone, deps), /no longer exists: it was moved/);
    assert.deepEqual([...store.kept.values()], [[]]);
  });
});
