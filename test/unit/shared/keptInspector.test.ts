import assert from 'node:assert/strict';
import type { InspectorState } from '../../../src/shared/webview/inspectorProtocol';
import { inspectorState, later, MOST_REMEMBERED } from '../../../src/shared/webview/keptInspector';

const kept: InspectorState = {
  capture: '/a.p2ptrace',
  row: 7,
  at: 1_700_000_000_000,
  place: {
    open: [[0], [0, 2]],
    selected: [0, 2, 1],
    bytes: { anchor: 3, active: 9 },
    comparedWith: 12,
  },
  share: { above: 40 },
  more: true,
};

describe('what an inspector kept', () => {
  it('is read as it was written', () => {
    assert.deepEqual(inspectorState(JSON.parse(JSON.stringify(kept))), kept);
  });

  it('may be of a version that kept less', () => {
    const { capture, row } = kept;
    const place = { open: [[0]], selected: [0] };
    assert.deepEqual(inspectorState({ capture, row, place }), {
      capture,
      row,
      at: 0,
      place,
      share: {},
    });
  });

  it('is left out where it makes no sense', () => {
    for (const nothing of [undefined, null, 1, 'x', [], {}, { capture: 1, row: 0 }])
      assert.equal(inspectorState(nothing), undefined);
    for (const row of [-1, 1.5, NaN, 2 ** 60, '1', undefined])
      assert.equal(inspectorState({ ...kept, row }), undefined);
    const { capture, row } = kept;
    const bare = { capture, row, at: 0, share: {} };
    const odd = {
      at: 'today',
      place: [1],
      share: { above: '40', beside: 1000, else: 1 },
      more: 'yes',
    };
    assert.deepEqual(inspectorState({ ...bare, ...odd }), {
      ...bare,
      place: { open: [], selected: [] },
    });
    const place = {
      open: [[0], 1, ['a'], [-1], [0.5], null],
      selected: [0, null],
      bytes: { anchor: 1, active: -1 },
      comparedWith: [3],
    };
    assert.deepEqual(inspectorState({ ...bare, place }), {
      ...bare,
      place: { open: [[0]], selected: [] },
    });
    assert.deepEqual(inspectorState({ ...bare, place: 'here' }), bare);
  });

  it('stays small', () => {
    const open = Array.from({ length: 1000 }, (_, index) => [index]);
    const read = inspectorState({ ...kept, place: { open, selected: [] } })!;
    assert.equal(read.place!.open.length, MOST_REMEMBERED);
  });

  it('is that which was kept later, of two', () => {
    const older = { ...kept, row: 1, at: kept.at - 1 };
    assert.equal(later(older, kept), kept);
    assert.equal(later(kept, older), kept);
    assert.equal(later(undefined, older), older);
    assert.equal(later(older, undefined), older);
    assert.equal(later(undefined, undefined), undefined);
  });
});
