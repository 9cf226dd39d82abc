import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { PropagationSession } from '../../../src/extension/propagation/propagationSession';
import {
  FIRST_TABLE,
  type PropagationPicture,
  type PropagationTable,
} from '../../../src/shared/webview/propagationProtocol';
import {
  announcing,
  hashOf,
  headerOf,
  nodeOf,
  Said,
  timeOf,
} from '../capture/query/propagationSession';
import { TX } from '../support/carried';
import { temporaryDirectory } from '../support/directory';
import { added } from '../support/effects';
import { recordingOf } from './support';

const HOUR = 3_600_000;

describe('PropagationSession', () => {
  const path = temporaryDirectory();
  const opened: number[] = [];
  const copied: string[] = [];
  let session: PropagationSession;

  before(async () => {
    const said = new Said()
      .hears(1, 0, 'block', headerOf(0))
      .hears(1, 2 * HOUR, 'block', headerOf(1))
      .hears(2, 2 * HOUR + 40, 'headers', announcing(1))
      .hears(2, 2 * HOUR + 90, 'block', headerOf(1))
      .hears(1, 2 * HOUR + 100, 'block', headerOf(2))
      .hears(2, 2 * HOUR + 103, 'block', headerOf(2))
      .hears(1, 2 * HOUR + 110, 'tx', TX.payload)
      .event(2 * HOUR + 120, added({ pid: 1, txid: TX.txid, timeNs: timeOf(2 * HOUR + 120) }));
    const nodes = [nodeOf(1), nodeOf(2)];
    const recording = await recordingOf(path('session'), ...nodes, ...said.inOrder);
    session = new PropagationSession({
      recording,
      notify: () => undefined,
      open: (row) => void opened.push(row),
      copyText: (text) => void copied.push(text),
    });
  });
  after(() => session.dispose());

  /** What is shown once all was looked at. */
  async function look(table: Partial<PropagationTable> = {}): Promise<PropagationPicture> {
    const asked = { ...FIRST_TABLE, ...table };
    let picture = await session.handlers.requests.look(asked);
    for (let i = 0; i < 300 && picture.working; i++) {
      await setTimeout(10);
      picture = await session.handlers.requests.look(asked);
    }
    return picture;
  }

  const hashes = ({ blocks }: PropagationPicture) => blocks.map(({ hash }) => hash);

  it('lists blocks of the last hour by how long they took, or of all time, in any order', async () => {
    const picture = await look();
    assert.deepEqual(hashes(picture), [hashOf(1), hashOf(2)]);
    assert.equal(picture.blocks[0]!.cells.spread, '+90 ms');
    assert.equal(picture.summary, '2 blocks that 2 nodes told of');
    assert.deepEqual(hashes(await look({ span: 'all' })), [hashOf(1), hashOf(2), hashOf(0)]);
    const byTime = { span: 'all', blockSort: 'time', blocksDescending: false } as const;
    assert.deepEqual(hashes(await look(byTime)), [hashOf(0), hashOf(1), hashOf(2)]);
  });

  it('tells of a block when each node had it', async () => {
    const { chosen, missing } = await look({ hash: hashOf(1) });
    assert.equal(missing, '');
    assert.match(chosen!.title, /^Block · first heard of at /);
    const [first, second] = chosen!.nodes;
    assert.equal(first!.from, 'block from peer 1');
    assert.equal(second!.from, 'headers from peer 1');
    assert.deepEqual(
      [first!.place, second!.place, second!.phases.heard?.text, second!.phases.had?.text],
      ['1', '2', '+40 ms', '+90 ms'],
    );
    assert.match(
      chosen!.sentence,
      /Had it: 2 of 2 nodes, half of them after 0 µs, .*all after 90 ms/,
    );
    assert.equal(chosen!.lack, '');
    await session.handlers.notices.open({ row: second!.phases.had!.row });
    assert.deepEqual(opened, [3]);
    const reversed = await look({ hash: hashOf(1), nodesDescending: true });
    assert.deepEqual(
      reversed.chosen!.nodes.map(({ key }) => key),
      [second!.key, first!.key],
    );
  });

  it('tells of a transaction, and says what one node lacks', async () => {
    const { chosen } = await look({ hash: TX.txid });
    assert.match(chosen!.title, /^Transaction/);
    assert.match(chosen!.lack, /^One node only/);
    assert.equal(chosen!.nodes[0]!.phases.took?.text, '+10 ms');
  });

  it('says that nobody heard of what is not there, and what is no hash', async () => {
    assert.match((await look({ hash: hashOf(9) })).missing, /No node/);
    assert.match((await look({ hash: 'abc' })).missing, /64/);
  });

  it('copies both tables as CSV', async () => {
    const { copy } = session.handlers.notices;
    await copy({ what: 'blocks', table: { ...FIRST_TABLE, span: 'all' } });
    await copy({ what: 'nodes', table: { ...FIRST_TABLE, hash: hashOf(1) } });
    assert.deepEqual(
      copied.map((text) => text.trim().split('\r\n').length),
      [4, 3],
    );
  });
});
