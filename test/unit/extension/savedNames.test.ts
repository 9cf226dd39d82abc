import assert from 'node:assert/strict';
import { nameOfBoth, PeerNames } from '../../../src/extension/host/peerNames';
import { Annotations } from '../../../src/capture/store/annotations';

const ADDRESS = '1.2.3.4:8333';

describe('names of peers that a capture’s file has', () => {
  let kept: Map<string, unknown>;
  let names: PeerNames;
  const annotations = new Annotations();
  annotations.names = new Map([[ADDRESS, 'theirs']]);
  const shown = (): string | undefined => nameOfBoth(names.of, { annotations })(ADDRESS);
  const store = {
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, value)),
  };

  beforeEach(() => {
    kept = new Map();
    names = new PeerNames(store);
  });

  it('are shown where the user has said nothing, and remembered nowhere', () => {
    assert.equal(shown(), 'theirs');
    assert.equal(nameOfBoth(names.of, { annotations })('5.6.7.8:8333'), undefined);
    assert.equal(kept.size, 0);
    assert.equal(names.of(ADDRESS), undefined);
  });

  it('give way to those of the user, who can take them away', () => {
    names.set(ADDRESS, 'mine', true);
    assert.equal(shown(), 'mine');
    names.set(ADDRESS, '', true);
    assert.equal(shown(), undefined);
    // In a later window too.
    names = new PeerNames(store);
    assert.equal(shown(), undefined);
    names.set(ADDRESS, '');
    assert.equal(shown(), 'theirs');
  });
});
