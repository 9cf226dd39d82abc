import type { Dialogs, PickItem } from '../../../src/extension/host/dialogs';

/** Dismisses every list, and keeps what the last one offered. */
export class ScriptedPick {
  offered: readonly PickItem<unknown>[] = [];

  pick: Dialogs['pick'] = (_title, _placeholder, items) => {
    this.offered = items;
    return Promise.resolve(undefined);
  };
}
