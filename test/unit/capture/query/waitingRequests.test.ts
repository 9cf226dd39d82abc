import assert from 'node:assert/strict';
import { WaitingRequests } from '../../../../src/capture/query/waitingRequests';

/** What it stands for, in plain words: a map in which insertion order is age. */
class Model {
  readonly waiting = new Map<string, number>();

  constructor(private readonly most: number) {}

  ask(group: string, row: number, key: Buffer): void {
    const name = `${group} ${key.toString('hex')}`;
    this.waiting.delete(name);
    this.waiting.set(name, row);
    if (this.waiting.size > this.most) this.waiting.delete([...this.waiting.keys()][0]!);
  }

  answer(group: string, isOver: boolean, key: Buffer): number | undefined {
    const name = `${group} ${key.toString('hex')}`;
    const row = this.waiting.get(name);
    if (isOver) this.waiting.delete(name);
    return row;
  }

  waits(group: string): boolean {
    return [...this.waiting.keys()].some((key) => key.startsWith(`${group} `));
  }
}

/** The same numbers each time. */
function* numbers(): Generator<number, never> {
  for (let seed = 12_345; ;) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    yield seed >>> 8;
  }
}

describe('WaitingRequests', () => {
  for (const [most, keys] of [
    [40, 30],
    [5000, 4000],
  ] as const)
    it(`does what a map would, with room for ${most}`, () => {
      const waiting = new WaitingRequests(most);
      const model = new Model(most);
      const random = numbers();
      const below = (limit: number) => random.next().value % limit;
      for (let row = 0; row < 20_000; row++) {
        const group = `<${below(4)}data`;
        const key = Buffer.alloc(32);
        key.writeUInt32LE(below(keys), 4 * below(8));
        const bytes = Buffer.concat([Buffer.of(1, 2, 3), key]);
        if (below(3) > 0) {
          waiting.ask(group, row, bytes, 3, 35);
          model.ask(group, row, key);
        } else {
          const isOver = below(2) === 0;
          const said = waiting.answer(group, () => isOver, bytes, 3, 35);
          assert.equal(said, model.answer(group, isOver, key));
        }
        if (row % 100 === 0)
          for (let id = 0; id < 5; id++)
            assert.equal(waiting.waits(`<${id}data`), model.waits(`<${id}data`));
      }
      assert.ok(model.waiting.size > 0);
    });

  it('takes shorter keys, also empty ones', () => {
    const waiting = new WaitingRequests(10);
    waiting.ask('>1ping', 7, Buffer.from('0102030405060708', 'hex'), 0, 8);
    waiting.ask('>1version', 8, Buffer.alloc(0), 0, 0);
    const nonce = Buffer.from('ff0102030405060708', 'hex');
    assert.equal(
      waiting.answer('>1ping', () => true, nonce, 1, 9),
      7,
    );
    assert.equal(
      waiting.answer('>1ping', () => true, nonce, 1, 9),
      undefined,
    );
    assert.equal(
      waiting.answer('>1version', () => false, nonce, 0, 0),
      8,
    );
    assert.equal(
      waiting.answer('>2version', () => false, nonce, 0, 0),
      undefined,
    );
  });
});
