import assert from 'node:assert/strict';
import { EventIndex } from '../../../src/capture/index/eventIndex';
import type { Dialogs } from '../../../src/extension/host/dialogs';
import { reportError } from '../../../src/extension/host/errorReport';

describe('reportError', () => {
  it('says that a capture deleted the event whose row was asked for', async () => {
    const index = new EventIndex();
    index.startAt(5);
    const said: string[] = [];
    const error = (text: string): Promise<undefined> => {
      said.push(text);
      return Promise.resolve(undefined);
    };
    try {
      index.timeNs(4);
      assert.fail('the row is there');
    } catch (gone) {
      await reportError(gone, { error } as Partial<Dialogs> as Dialogs);
    }
    assert.match(said.join(), /^This event was deleted/);
  });
});
