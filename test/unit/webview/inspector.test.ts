import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isWithin } from '../../../webview/inspector/byteRanges';
import { Matches } from '../../../webview/inspector/matches';
import { INSPECTOR_KEYS } from '../../../webview/inspector/inspectorKeys';
import { shortened } from '../../../webview/inspector/shortened';
import { TreeModel } from '../../../webview/inspector/treeModel';
import { valuesOf } from '../../../webview/inspector/comparedValues';
import { Typeahead } from '../../../webview/inspector/typeahead';

describe('isWithin', () => {
  it('agrees with looking at every range', () => {
    const ranges = [
      { from: 2, to: 3 },
      { from: 5, to: 9 },
      { from: 100, to: 101 },
    ];
    for (let byte = 0; byte < 110; byte++)
      assert.equal(
        isWithin(ranges, byte),
        ranges.some(({ from, to }) => byte >= from && byte < to),
        String(byte),
      );
    assert.ok(!isWithin([], 0));
  });
});

describe('a row of two messages that are compared', () => {
  const field = { name: 'scriptSig', type: 'CScript', text: '', start: 4, end: 5, count: 1 };

  it('says nothing of a field of parts beside nothing', () => {
    assert.deepEqual(valuesOf(field), { own: '1 byte', others: '' });
    const compared = { ...field, compared: { text: '' } };
    assert.deepEqual(valuesOf(compared), { own: '', others: '' });
  });
});

describe('Matches', () => {
  it('goes through all and around the end, both ways', () => {
    const matches = new Matches(['a', 'b', 'c']);
    assert.equal(matches.position, undefined);
    const steps = ([1, 1, 1, 1, -1, -1] as const).map((by) => matches.step(by));
    assert.deepEqual(steps, ['a', 'b', 'c', 'a', 'c', 'b']);
    assert.equal(new Matches(['a', 'b']).step(-1), 'b');
    assert.equal(new Matches().step(1), undefined);
  });
});

describe('Typeahead', () => {
  const key = (text: string) => ({ key: text, ctrlKey: false, altKey: false, metaKey: false });

  it('puts letters together, and leaves other keys alone', () => {
    const typeahead = new Typeahead();
    assert.ok(!typeahead.busy);
    const typed = ['n', 'T', 'ArrowDown', 'i'].map((each) => typeahead.add(key(each)));
    assert.deepEqual(typed, ['n', 'nt', undefined, 'nti']);
    assert.ok(typeahead.busy);
    assert.equal(typeahead.add({ ...key('f'), ctrlKey: true }), undefined);
  });
});

describe('shortened', () => {
  const hash = '17da4a1d'.repeat(8);

  it('takes the middle out of the longest word, and as much as there is no room for', () => {
    assert.equal(shortened(hash, 64), hash);
    assert.equal(shortened(hash, 13), '17da4a…da4a1d');
    assert.equal(shortened(`wtx ${hash}`, 17), 'wtx 17da4a…da4a1d');
    assert.equal(shortened(`${hash} 1→2`, 24).length, 24);
  });

  it('leaves both ends of a hash, however little room there is', () => {
    assert.equal(shortened(hash, 2), '17da…4a1d');
    assert.equal(shortened(hash, -5), '17da…4a1d');
  });

  it('leaves alone what has no long word', () => {
    const services = 'NETWORK, WITNESS, NETWORK_LIMITED (0x409)';
    assert.equal(shortened(services, 10), services);
  });
});

describe('TreeModel of a message', () => {
  const field = (name: string, count = 0) => {
    return { name, type: 't', text: '', start: 0, end: 1, count };
  };
  const tree = () => {
    const model = new TreeModel(() => assert.fail('nothing has to be asked for'));
    model.reset(
      2,
      [field('a', 1), field('b')],
      [
        { path: [0], fields: [field('c', 1)] },
        { path: [0, 0], fields: [field('d')] },
      ],
    );
    return model;
  };

  it('begins with what is open, all of it there', () => {
    const model = tree();
    model.want(0, model.length);
    const names = Array.from({ length: model.length }, (_, row) => model.row(row).field?.name);
    assert.deepEqual(names, ['a', 'c', 'd', 'b']);
  });

  it('closes all', () => {
    const model = tree();
    model.closeAll();
    assert.deepEqual(model.openPaths, []);
    assert.equal(model.length, 2);
  });
});

describe('the keys that the inspector tells', () => {
  it('are those that VS Code is given', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      contributes: { keybindings: { command: string; key: string; when: string }[] };
    };
    const given = contributes.keybindings.filter(({ when }) => when.includes('.inspector'));
    const told = Object.values(INSPECTOR_KEYS).flatMap(({ keys }) => keys.map(normal));
    assert.equal(given.length, 9);
    for (const { key, command } of given)
      assert.ok(told.includes(normal(key)), `${key} ${command}`);
  });

  function normal(key: string): string {
    const names = key.toLowerCase().replace('↓', 'down').replace('↑', 'up').split('+');
    return names.sort().join('+');
  }
});
