import assert from 'node:assert/strict';
import {
  hasArrows,
  layOutArrows,
  layOutList,
  LEAST_ARROW,
  place,
  type LaneDemand,
} from '../../../webview/ladder/lanes';

const lanes = (count: number): number[] => Array.from({ length: count }, (_, lane) => lane);
const demand = (count: number, more: Partial<LaneDemand> = {}): LaneDemand => ({
  nodes: 1,
  lanes: lanes(count),
  talking: new Set(),
  before: [],
  stepBefore: undefined,
  unfolded: false,
  more: 0,
  wanted: undefined,
  ...more,
});

describe('lanes', () => {
  it('have arrows where each has some 90 pixels, and are a list otherwise', () => {
    assert.ok(hasArrows(demand(1), 340));
    assert.ok(!hasArrows(demand(1), 330), 'the summary needs room, too');
    const { step } = layOutArrows(demand(1), 340, true);
    assert.ok(step >= 12 * 7 + 40, 'the longest type leaves both ends of its arrow in sight');
    assert.ok(hasArrows(demand(9), 10 * LEAST_ARROW + 160));
    assert.ok(!hasArrows(demand(9), 10 * LEAST_ARROW + 100));
    assert.ok(!hasArrows(demand(125), 2000));
  });

  it('of a node and one peer stand at the edges', () => {
    const two = layOutArrows(demand(1), 1000, true);
    assert.equal(two.many, false);
    assert.deepEqual([two.at(-1), two.at(0), two.width], [24, 576, 600]);
    const nobody = layOutArrows(demand(0), 1000, true);
    assert.equal(nobody.width, 600, 'before anything is known, too');
  });

  it('with arrows leave at least 90 pixels between neighbours', () => {
    const many = layOutArrows(demand(9), 1200, true);
    assert.ok(many.many && many.width <= 1200 - 160);
    for (const lane of lanes(9)) assert.ok(many.at(lane)! - many.at(lane - 1)! >= LEAST_ARROW);
  });

  it('of a list all stand there where they fit', () => {
    const few = layOutList(demand(9), 700);
    assert.equal(few.folded, 0);
    assert.deepEqual(few.shown, lanes(9));
    assert.ok(few.at(8)! < few.width);
  });

  it('of those who are quiet fold where there is no room for all', () => {
    const talking = new Set([3, 50, 99]);
    const folded = layOutList(demand(125, { talking }), 700);
    assert.deepEqual(folded.shown, [3, 50, 99]);
    assert.equal(folded.folded, 122);
    assert.equal(folded.at(4), undefined);
    // Who talked last stays as long as there is room, so that nothing jerks.
    const before = lanes(60).reverse();
    const later = layOutList(demand(125, { talking, before }), 700);
    assert.ok(later.shown.includes(50) && later.shown.includes(59) && !later.shown.includes(0));
    assert.equal(later.width, folded.width);
    assert.ok(later.content <= later.right - later.left);
    const all = layOutList(demand(125, { talking, unfolded: true }), 700);
    assert.deepEqual([all.shown.length, all.folded], [125, 0]);
    assert.ok(all.content > all.right - all.left, 'they scroll');
  });

  it('are as wide as there is room for beside the fold, and seldom another width', () => {
    const list = (talk: number, left: number, stepBefore?: number) =>
      layOutList(demand(125, { talking: new Set(lanes(talk)), stepBefore }), left);
    for (const left of [700, 1000, 1600])
      for (let talk = 4; talk <= 40; talk++) {
        const laid = list(talk, left);
        const { content, right, left: start, shown, step } = laid;
        assert.equal(shown.length, talk);
        const used = content / (right - start);
        assert.ok(used > 0.5 || step === 96 || talk * step > right - start, `${talk} of ${left}`);
        assert.ok(talk > 24 || laid.at(talk - 1)! < right);
      }
    // One peer comes, and one goes: the others stay.
    const { step } = list(18, 1600);
    assert.equal(list(17, 1600, step).step, step);
    const narrower = list(19, 1600, step).step;
    assert.ok(narrower < step, 'there is no room');
    assert.equal(list(18, 1600, narrower).step, narrower);
    assert.equal(list(13, 1600, narrower).step, step, 'where many went, it is worth it');
  });

  it('are whole beside the fold, at every width', () => {
    const talking = new Set(lanes(125));
    for (let left = 300; left < 900; left++) {
      const { right, left: start, step, width } = layOutList(demand(125, { talking }), left);
      assert.equal((right - start) % step, 0, `${left} pixels`);
      assert.ok(width - right >= 36);
    }
  });

  it('that cannot be seen end at the edge, and the node stays', () => {
    const all = layOutList(demand(125, { unfolded: true }), 700);
    assert.deepEqual(place(all, -1, 400), { x: all.at(-1), beyond: false });
    assert.deepEqual(place(all, 0, 400), { x: all.left, beyond: true });
    assert.deepEqual(place(all, 124, 0), { x: all.right, beyond: true });
    const seen = place(all, 35, 400);
    assert.ok(!seen.beyond && seen.x > all.left && seen.x < all.right);
    const folded = layOutList(demand(125), 700);
    assert.ok(place(folded, 7, 0).beyond);
    assert.ok(place(folded, 7, 0).x > folded.right);
  });
});
