import assert from 'node:assert/strict';
import { namedHashes } from '../../../src/extension/ladder/namedHashes';
import { rowContext } from '../../../webview/ladder/rowContext';
import { temporaryDirectory } from '../support/directory';
import * as effects from '../support/effects';
import { message } from '../support/frames';
import { ladderOf } from './ladderSupport';
import { recordingOf } from './support';

describe('what a row names', () => {
  const path = temporaryDirectory();

  it('is what the node did something with, too', async () => {
    const live = await recordingOf(
      path('effects'),
      effects.added(),
      effects.replaced(),
      effects.blockConnected(),
      message({ type: 'verack' }),
    );
    const { capture } = live;
    const transaction = (hash: string) => ({ kind: 'txid', hash });
    assert.deepEqual(await namedHashes(capture, 0), {
      all: [transaction(effects.TXID)],
      isOne: true,
    });
    assert.deepEqual(await namedHashes(capture, 1), {
      all: [transaction(effects.TXID), transaction(effects.OTHER_TXID)],
      isOne: false,
    });
    assert.deepEqual(await namedHashes(capture, 2), {
      all: [{ kind: 'block', hash: effects.BLOCK_HASH }],
      isOne: true,
    });
    assert.deepEqual(await namedHashes(capture, 3), { all: [], isOne: false });
  });

  it('can be followed from the menu of what a node did, which has no peer', async () => {
    const live = await recordingOf(path('menu'), effects.added(), message({ peer: 1 }));
    const rows = await ladderOf(live, {}, 'all').read(0, 2);
    const menus = rows.map((row) => JSON.parse(rowContext(row, true)) as Record<string, unknown>);
    assert.deepEqual(
      menus.map(({ ladderHash, ladderMany }) => [ladderHash, ladderMany]),
      [
        [true, false],
        [true, true],
      ],
    );
  });
});
