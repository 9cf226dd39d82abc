import assert from 'node:assert/strict';
import {
  filterChoices,
  filterOf,
  type FilterItem,
} from '../../../src/extension/filter/filterChoices';
import { filterText } from '../../../src/extension/captures/filterText';
import { filterTrace } from '../../../src/extension/filter/filterTrace';
import type { Dialogs } from '../../../src/extension/host/dialogs';
import { treeMessage } from '../../../src/extension/peers/treeMessage';
import type { Recording } from '../../../src/extension/captures/recording';
import { encodeFilter, type TraceFilter } from '../../../src/shared/helper/traceFilter';
import { temporaryDirectory } from '../support/directory';
import { connection, EventKind, message } from '../support/frames';
import { recordingOf } from './support';

describe('the filter of a trace', () => {
  const path = temporaryDirectory();
  let files = 0;
  const recording = () =>
    recordingOf(
      path(`${files++}`),
      message({ peer: 30, type: 'made-up', address: 'a:1' }),
      message({ peer: 4, type: 'inv' }),
      message({ peer: 5, type: 'bad\x1b' }),
      connection(EventKind.ClosedConnection, { peer: 5 }),
    );

  /** @returns What was set. */
  async function pick(live: Recording, labels: string[] | undefined): Promise<TraceFilter[]> {
    const set: TraceFilter[] = [];
    const pickMany = (_title: string, _placeholder: string, items: FilterItem[]) =>
      Promise.resolve(
        labels && items.filter(({ label }) => labels.includes(label)).map(({ value }) => value),
      );
    await filterTrace({
      control: { setFilter: (filter) => set.push(filter) },
      stage: { trace: live },
      dialogs: () => ({ pickMany }) as Pick<Dialogs, 'pickMany'>,
    });
    return set;
  }

  it('offers directions, open peers, and message types that a filter can hold', async () => {
    const items = filterChoices(await recording(), {});
    const labels = (group: string) =>
      items.filter((item) => item.group === group).map(({ label }) => label);
    assert.deepEqual(labels('Direction'), ['inbound', 'outbound']);
    assert.deepEqual(labels('Peers'), ['4  127.0.0.1:8333', '30  a:1']);
    const types = labels('Message types');
    for (const type of ['version', 'tx', 'made-up']) assert.ok(types.includes(type), type);
    assert.ok(!types.some((type) => type.startsWith('bad')));
    assert.ok(items.every(({ picked }) => !picked));
    assert.doesNotThrow(() => items.forEach(({ value }) => encodeFilter(filterOf([value]))));
  });

  it('offers only as many of the types that peers invent as a list can hold', async () => {
    const frames = Array.from({ length: 2000 }, (_, i) =>
      message({ peer: i % 100, type: `t${i}` }),
    );
    const items = filterChoices(await recordingOf(path(`${files++}`), ...frames), {});
    const types = items.filter(({ group }) => group === 'Message types');
    assert.equal(types.length, 500);
    assert.ok(types.some(({ label }) => label === 'inv'));
  });

  it('shows what is let through already as picked, and gives it back', async () => {
    const filter = {
      direction: 'inbound',
      messageTypes: ['inv', 'other'],
      peers: [5, 77],
    } as const;
    const picked = filterChoices(await recording(), filter).filter((item) => item.picked);
    assert.equal(picked.length, 5);
    assert.deepEqual(filterOf(picked.map(({ value }) => value)), filter);
  });

  it('is set as picked; everything is let through where nothing is picked', async () => {
    const live = await recording();
    assert.deepEqual(await pick(live, ['outbound', 'tx', '30  a:1']), [
      { direction: 'outbound', messageTypes: ['tx'], peers: [30] },
    ]);
    const all = { direction: undefined, messageTypes: [], peers: [] };
    assert.deepEqual(await pick(live, []), [all]);
    assert.deepEqual(await pick(live, ['inbound', 'outbound']), [all]);
    assert.deepEqual(await pick(live, undefined), []);
    live.live = false;
    assert.deepEqual(await pick(live, ['inbound']), []);
  });

  it('is left alone when the kernel could not hold it', async () => {
    const live = await recording();
    const types = filterChoices(live, {}).filter(({ group }) => group === 'Message types');
    const labels = types.map(({ label }) => label);
    await assert.rejects(pick(live, labels), { code: 'filter-too-large' });
    assert.equal((await pick(live, labels.slice(0, 16))).length, 1);
  });

  it('is in sight while it lasts', async () => {
    assert.equal(filterText({}), '');
    assert.equal(filterText({ direction: 'inbound' }), 'inbound');
    assert.equal(filterText({ peers: [3] }), 'everything of peer 3');
    const live = await recording();
    live.filter = { direction: 'inbound', messageTypes: ['inv', 'tx'], peers: [3, 5] };
    const text = 'Filter: only inbound inv, tx of peers 3, 5. The rest is not traced.';
    assert.equal(treeMessage(live), text);
    live.filter = { messageTypes: [] };
    assert.equal(treeMessage(live), '');
  });
});
