import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import type { InspectorState } from '../../../src/shared/webview/inspectorProtocol';
import { KeptState } from '../../../webview/inspector/keptState';

/** The page's state as VS Code keeps it, and what the extension host was told to keep. */
class Keeper {
  readonly told: InspectorState[] = [];

  constructor(public state: unknown) {}

  saveState = (state: InspectorState): void => void (this.state = state);

  keep = (state: InspectorState): void => void this.told.push(state);
}

describe('what the page of the inspector goes on with', () => {
  const place = { open: [[0]], selected: [0, 1], bytes: { anchor: 1, active: 4 }, comparedWith: 9 };

  it('is where it was in the same message, and the layout in every one', () => {
    const keeper = new Keeper(undefined);
    const before = new KeptState(keeper);
    assert.equal(before.begin('/a', 3, undefined), undefined);
    before.save(3, { place });
    before.save(3, { share: { beside: 30 }, more: true });
    before.flush();
    const again = new KeptState(keeper);
    assert.deepEqual(again.layout, { share: { beside: 30 }, more: true });
    assert.deepEqual(again.begin('/a', 3, undefined), place);
    assert.equal(again.begin('/a', 4, undefined), undefined);
    assert.deepEqual(again.layout, { share: { beside: 30 }, more: true });
    assert.equal(again.begin('/a', 3, undefined), undefined);
    again.flush();
  });

  it('is what the extension host was told where VS Code gives back less', () => {
    const keeper = new Keeper(undefined);
    const before = new KeptState(keeper);
    before.begin('/a', 3, undefined);
    const old = keeper.state;
    before.begin('/a', 5, undefined);
    before.save(5, { place });
    before.flush();
    const [told] = keeper.told.slice(-1) as [InspectorState];
    const later = { ...told, at: told.at + 1 };
    const again = new KeptState(new Keeper(old));
    assert.deepEqual(again.begin('/a', 5, later), place);
    again.flush();
    // Unless the page has been used since.
    const used = new KeptState(new Keeper({ ...told, at: told.at + 2, place: undefined }));
    assert.equal(used.begin('/a', 5, later), undefined);
    used.flush();
  });

  it('is told to the extension host when the user rests, and when the page goes', async () => {
    const keeper = new Keeper(undefined);
    const state = new KeptState(keeper);
    state.begin('/a', 3, undefined);
    for (let active = 0; active < 20; active++)
      state.save(3, { place: { ...place, bytes: { anchor: 0, active } } });
    assert.equal(keeper.told.length, 0);
    await setTimeout(600);
    assert.deepEqual(
      keeper.told.map((each) => each.place!.bytes!.active),
      [19],
    );
    state.save(3, { more: true });
    state.flush();
    state.flush();
    assert.equal(keeper.told.length, 2);
  });

  it('is of the message that is shown', () => {
    const keeper = new Keeper(undefined);
    const state = new KeptState(keeper);
    state.begin('/a', 3, undefined);
    state.save(2, { place });
    assert.equal((keeper.state as InspectorState).place, undefined);
    state.flush();
  });
});
