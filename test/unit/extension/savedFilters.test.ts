import assert from 'node:assert/strict';
import { Annotations } from '../../../src/capture/store/annotations';
import { FilterMemory } from '../../../src/extension/ladder/filterMemory';
import {
  changeFilter,
  chooseFilter,
  keptFilters,
} from '../../../src/extension/ladder/savedFilters';
import { MOST_FILTERS } from '../../../src/shared/frames/annotations';
import type { Dialogs, PickItem } from '../../../src/extension/host/dialogs';
import { EVERYTHING, type LadderQuery } from '../../../src/shared/webview/ladderProtocol';

describe('saved filters', () => {
  let kept: Map<string, unknown>;
  let memory: FilterMemory;
  let offered: string[];
  /** The start of the label to choose, and what is written into a box. */
  let choice: string;
  let answer: string | undefined;
  let annotations: Annotations;
  let session: { query: LadderQuery; ask(query: LadderQuery): void };

  const dialogs = {
    pick: <T>(_title: string, _placeholder: string, items: PickItem<T>[]) => {
      offered = items.map(({ group, label }) => `${group}: ${label}`);
      return Promise.resolve(items.find(({ label }) => label.startsWith(choice))?.value);
    },
    ask: () => Promise.resolve(answer),
  } as Partial<Dialogs> as Dialogs;
  const choose = (label: string) => {
    choice = label;
    const recording = { capture: { annotations } };
    return chooseFilter({ session, recording }, memory, dialogs);
  };

  beforeEach(() => {
    kept = new Map();
    annotations = new Annotations();
    memory = new FilterMemory({
      get: (key) => kept.get(key),
      update: (key, value) => {
        kept.set(key, JSON.parse(JSON.stringify(value)));
        return Promise.resolve();
      },
    });
    session = {
      query: { ...EVERYTHING, filter: ' type:tx ' },
      ask: (query) => void (session.query = query),
    };
    answer = 'Mine';
  });

  it('keeps those of an earlier version, which have no name', async () => {
    kept.set('ladder.filters', ['type:inv', 7, null, { name: 'x' }, { name: 'n', filter: 'f' }]);
    assert.deepEqual(memory.saved, [
      { name: 'type:inv', filter: 'type:inv' },
      { name: 'n', filter: 'f' },
    ]);
    await choose('Rename “type:inv”');
    assert.deepEqual(memory.saved, [
      { name: 'Mine', filter: 'type:inv' },
      { name: 'n', filter: 'f' },
    ]);
    kept.set('ladder.filters', { odd: 1 });
    assert.deepEqual(memory.saved, []);
  });

  it('saves, applies, renames and deletes by a list', async () => {
    await choose('Save This Filter');
    assert.deepEqual(memory.saved, [{ name: 'Mine', filter: 'type:tx' }]);
    session.query = EVERYTHING;
    await choose('Mine');
    assert.equal(session.query.filter, 'type:tx');
    assert.ok(!offered.some((each) => each.includes('Save This Filter')));
    answer = ' Other ';
    await choose('Rename “Mine”');
    assert.deepEqual(memory.saved, [{ name: 'Other', filter: 'type:tx' }]);
    await choose('Errors and losses');
    assert.equal(session.query.filter, 'error OR lost');
    await choose('Delete “Other”');
    assert.deepEqual(memory.saved, []);
  });

  it('changes nothing when the question for the name is dismissed or answered by nothing', async () => {
    memory.save('a', 'tx');
    for (answer of [undefined, '  ']) {
      await changeFilter('save', { name: 'b', filter: 'b' }, memory, dialogs);
      await changeFilter('rename', { name: 'a', filter: 'tx' }, memory, dialogs);
    }
    assert.deepEqual(memory.saved, [{ name: 'a', filter: 'tx' }]);
  });

  it('has one filter of a name', async () => {
    memory.save('a', '1');
    memory.save('b', '2');
    memory.save('a', '3');
    assert.deepEqual(memory.saved, [
      { name: 'b', filter: '2' },
      { name: 'a', filter: '3' },
    ]);
    answer = 'a';
    await changeFilter('rename', { name: 'b', filter: '2' }, memory, dialogs);
    assert.deepEqual(memory.saved, [{ name: 'a', filter: '2' }]);
  });

  it('remembers what was written last, the latest first', () => {
    for (let i = 0; i < 40; i++) memory.use(`peer:${i}`);
    for (const filter of ['  ', 'peer:20', `"${'x'.repeat(20_000)}"`]) memory.use(filter);
    const { recent } = memory.lists;
    assert.deepEqual([recent.length, recent[0], recent[1]], [30, 'peer:20', 'peer:39']);
    assert.equal(new Set(recent).size, 30);
    kept.set('ladder.recentFilters', 'odd');
    assert.deepEqual(memory.lists.recent, []);
  });

  it('offers those that were saved with the capture', async () => {
    annotations.filters = [
      { name: '', filter: 'type:inv' },
      { name: 'Blocks', filter: 'type:block' },
    ];
    await choose('Blocks');
    const ofCapture = offered.filter((each) => each.startsWith('In this capture'));
    assert.deepEqual(ofCapture, ['In this capture: type:inv', 'In this capture: Blocks']);
    assert.equal(session.query.filter, 'type:block');
    assert.deepEqual(memory.saved, []);
  });
});

describe('the filters that a saved capture keeps', () => {
  it('are those in force, the user’s, and those that it had and the user does not', () => {
    const ofCapture = [
      { name: '', filter: 'type:old' },
      { name: 'Mine', filter: 'type:theirs' },
      { name: 'Theirs', filter: 'peer:1' },
    ];
    const saved = [{ name: 'Mine', filter: 'type:mine' }];
    assert.deepEqual(keptFilters(ofCapture, saved, ['type:tx', 'type:tx']), [
      { name: '', filter: 'type:tx' },
      { name: 'Mine', filter: 'type:mine' },
      { name: 'Theirs', filter: 'peer:1' },
    ]);
  });

  it('are bounded', () => {
    const inForce = Array.from({ length: 500 }, (_, i) => `peer:${i}`);
    assert.equal(keptFilters([], [], inForce).length, MOST_FILTERS);
  });
});
