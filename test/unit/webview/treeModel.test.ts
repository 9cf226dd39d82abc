import assert from 'node:assert/strict';
import type { InspectedField } from '../../../src/shared/webview/inspectorProtocol';
import { TreeModel, type Path } from '../../../webview/inspector/treeModel';

function field(name: string, count = 0): InspectedField {
  return { name, type: '', text: '', start: 0, end: 0, count };
}

/** Every field has ten children, named after their paths. */
function modelOf(count: number): { model: TreeModel; asked: [Path, number, number][] } {
  const asked: [Path, number, number][] = [];
  const model = new TreeModel((path, from, to) => asked.push([path, from, to]));
  model.reset(count, []);
  return { model, asked };
}

function fill(model: TreeModel, path: Path, count: number): void {
  const names = Array.from({ length: count }, (_, index) => field([...path, index].join('.'), 10));
  model.put(path, 0, names);
}

const names = (model: TreeModel) =>
  Array.from({ length: model.length }, (_, row) => model.row(row).field?.name ?? '?');

describe('TreeModel', () => {
  it('has the rows of what is open, in their order', () => {
    const { model } = modelOf(3);
    fill(model, [], 3);
    assert.deepEqual(names(model), ['0', '1', '2']);
    assert.ok(model.setOpen([1], true));
    fill(model, [1], 10);
    assert.ok(model.setOpen([1, 0], true));
    fill(model, [1, 0], 10);
    assert.ok(model.setOpen([0], true));
    fill(model, [0], 10);
    assert.equal(model.length, 33);
    const shown = names(model);
    assert.deepEqual(shown.slice(9, 16), ['0.8', '0.9', '1', '1.0', '1.0.0', '1.0.1', '1.0.2']);
    assert.deepEqual(shown.slice(-2), ['1.9', '2']);
  });

  it('finds the row of every path, and the path of every row', () => {
    const { model } = modelOf(3);
    fill(model, [], 3);
    for (const path of [[1], [1, 4], [0], [1, 4, 9]]) {
      model.setOpen(path, true);
      fill(model, path, 10);
    }
    for (let row = 0; row < model.length; row++)
      assert.equal(model.rowOf(model.row(row).path), row);
    assert.equal(model.rowOf([2, 1]), undefined);
    assert.equal(model.rowOf([]), undefined);
  });

  it('closes a field with all that was open in it', () => {
    const { model } = modelOf(2);
    fill(model, [], 2);
    model.setOpen([0], true);
    fill(model, [0], 10);
    model.setOpen([0, 3], true);
    assert.deepEqual(model.openPaths, [[0], [0, 3]]);
    assert.ok(model.setOpen([0], false));
    assert.equal(model.length, 2);
    assert.deepEqual(model.openPaths, []);
    assert.ok(!model.setOpen([0], false));
  });

  it('opens what has children, and only that', () => {
    const { model } = modelOf(1);
    model.put([], 0, [field('leaf')]);
    assert.ok(!model.setOpen([0], true));
    assert.ok(!model.isOpen([0]));
  });

  it('asks for what is in view, each page once', () => {
    const { model, asked } = modelOf(30_000);
    model.want(20_000, 20_040);
    model.want(20_010, 20_050);
    assert.deepEqual(asked, [[[], 19_968, 20_224]]);
    model.want(29_999, 30_000);
    assert.deepEqual(asked[1], [[], 29_952, 30_000]);
  });

  it('reveals a field that nothing around was open of', () => {
    const { model } = modelOf(2);
    fill(model, [], 2);
    model.reveal([1, 5, 2], [field('1', 10), field('1.5', 10), field('1.5.2')]);
    assert.equal(model.field([1, 5, 2])?.name, '1.5.2');
    assert.equal(model.row(model.rowOf([1, 5, 2])!).field?.name, '1.5.2');
    assert.equal(model.length, 22);
  });

  it('finds rows after a block’s transactions, many of them open', () => {
    const { model } = modelOf(30_000);
    fill(model, [], 30_000);
    for (let index = 0; index < 300; index++) model.setOpen([index * 100], true);
    assert.deepEqual(model.row(model.rowOf([29_999])!).path, [29_999]);
    assert.equal(model.rowOf([29_999]), model.length - 1);
  });
});
