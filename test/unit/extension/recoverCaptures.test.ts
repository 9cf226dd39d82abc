import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { markerPath } from '../../../src/capture/store/writerMarker';
import { recoverCaptures } from '../../../src/extension/captures/recoverCaptures';
import { Spool } from '../../../src/extension/captures/spool';
import type { PickItem } from '../../../src/extension/host/dialogs';
import { encodeNode } from '../../../src/shared/frames/node';
import { temporaryDirectory } from '../support/directory';
import { hello, message, NODE } from '../support/frames';
import { writeAbandoned } from './abandoned';

describe('recoverCaptures', () => {
  const path = temporaryDirectory();
  let directory = '';

  beforeEach(() => {
    directory = path(`${Math.random()}`);
    mkdirSync(directory);
  });

  /** Answers the lists with these labels, in turn. */
  async function recover(answers: string[], paths: string[] = []) {
    const lists: PickItem<unknown>[][] = [];
    const placeholders: string[] = [];
    const opened: string[] = [];
    await recoverCaptures({
      spool: new Spool(directory),
      recordings: { paths },
      dialogs: () => ({
        pick: (_title, placeholder, items) => {
          lists.push(items);
          placeholders.push(placeholder);
          const answer = answers.shift();
          return Promise.resolve(items.find(({ label }) => label === answer)?.value);
        },
      }),
      open: (file) => Promise.resolve(void opened.push(file)),
    });
    return { lists, placeholders, opened };
  }

  it('lists what was left, with its node, time and size, and not what is being written', async () => {
    const node = [encodeNode(NODE), message()];
    const file = await writeAbandoned(`${directory}/a.p2ptrace`, '', node);
    const live = await Capture.create(`${directory}/live.p2ptrace`, { recoverable: true });
    await live.append(hello);
    const { lists, opened } = await recover(['bitcoind · main', 'Open']);
    await live.close();
    const [items, actions] = lists;
    assert.deepEqual(
      items!.map(({ label, detail }) => [label, detail]),
      [['bitcoind · main', file]],
    );
    assert.match(
      items![0]!.description!,
      /^2023-11-1\d \d\d:\d\d to \d{4}-\d\d-\d\d \d\d:\d\d · \d+ B$/,
    );
    assert.deepEqual(
      actions!.map(({ label }) => label),
      ['Open', 'Delete'],
    );
    assert.deepEqual(opened, [file]);
    assert.ok(!existsSync(markerPath(file)), 'it is not offered any more');
  });

  it('has those too that were dismissed, and deletes what is not on screen', async () => {
    const file = `${directory}/a.p2ptrace`;
    const capture = await Capture.create(file);
    await capture.append(Buffer.concat([hello, message()]));
    await capture.close();
    const shown = await recover(['bitcoind', 'Delete'], [file]);
    assert.deepEqual(
      shown.lists[1]!.map(({ label }) => label),
      ['Open'],
    );
    await recover(['bitcoind', 'Delete']);
    assert.ok(!existsSync(file));
    const { placeholders } = await recover([]);
    assert.deepEqual(placeholders, ['No trace has left a capture here']);
  });
});
