import assert from 'node:assert/strict';
import { Capture } from '../../../../src/capture/capture';
import {
  inOrder,
  phaseSpread,
  placesOf,
  sinceFirst,
  type Propagation,
} from '../../../../src/capture/query/propagation';
import { PropagationScan, PropagationSearch } from '../../../../src/capture/query/propagationScan';
import type { Phase } from '../../../../src/shared/propagationPhases';
import { transactionIds } from '../../../../src/bitcoin/transactionIds';
import { reversedHex } from '../../../../src/bitcoin/text/hex';
import { TX } from '../../support/carried';
import { temporaryDirectory } from '../../support/directory';
import { added } from '../../support/effects';
import { Random } from '../../support/random';
import {
  announcing,
  answering,
  asking,
  compactOf,
  fleetHello,
  hashOf,
  headerOf,
  inventory,
  nodeOf,
  Said,
  timeOf,
  wireHash,
} from './propagationSession';

const MSG_BLOCK = 2;
const MSG_WTX = 5;

describe('how a block or transaction came to nodes', () => {
  const path = temporaryDirectory();
  let files = 0;

  async function captureOf(frames: readonly Buffer[]): Promise<Capture> {
    const capture = await Capture.create(path(`propagation${files++}`));
    await capture.append(Buffer.concat(frames));
    await capture.flush();
    after(() => capture.close());
    return capture;
  }

  async function scanOf(frames: readonly Buffer[]) {
    const capture = await captureOf(frames);
    const scan = new PropagationScan(capture, () => false);
    await scan.until(capture.index.length);
    after(() => scan.dispose());
    return { size: scan.blocks.size, list: scan.blocks.list(capture) };
  }

  async function searchOf(frames: readonly Buffer[], hash: string) {
    const capture = await captureOf(frames);
    const search = new PropagationSearch(capture, () => false, hash);
    const watch = search.watch();
    await search.until(capture.index.length);
    after(() => search.dispose());
    after(() => watch.dispose());
    return search.propagation;
  }

  /** By process: what of each phase, and how many milliseconds after the first. */
  function told(propagation: Propagation | undefined) {
    return Object.fromEntries(
      (propagation?.nodes ?? []).map((node) => [
        node.pid,
        Object.fromEntries(
          Object.entries(node.sightings).map(([phase, sighting]) => [
            phase,
            `${sighting.what} ${Math.round((sighting.timeNs - propagation!.zeroNs) / 1e6)} ${
              sighting.peer ? `peer ${sighting.peer.peer}` : 'itself'
            }`,
          ]),
        ),
      ]),
    );
  }

  async function blockOf(frames: readonly Buffer[], nth = 0) {
    const { list } = await scanOf(frames);
    const found = list.find(({ hash }) => hash === hashOf(nth));
    return { found, told: told(found?.propagation) };
  }

  it('is told of each node: heard, had and took, by compact blocks and whole ones', async () => {
    const said = new Said()
      .hears(1, 0, 'cmpctblock', compactOf(0), 3)
      .connects(1, 80, 0)
      .hears(2, 10, 'headers', announcing(0), 4)
      .sends(2, 11, 'getdata', inventory(MSG_BLOCK, wireHash(0)), 4)
      .hears(2, 200, 'block', headerOf(0), 4)
      .connects(2, 300, 0)
      .hears(3, 30, 'cmpctblock', compactOf(0), 5)
      .sends(3, 31, 'getblocktxn', asking(0), 5)
      .hears(3, 90, 'blocktxn', answering(0), 5)
      .connects(3, 150, 0)
      .hears(4, 20, 'inv', inventory(MSG_BLOCK, wireHash(0)), 6);
    const nodes = [1, 2, 3, 4].map((pid) => nodeOf(pid));
    const { found, told } = await blockOf([fleetHello(), ...nodes, ...said.inOrder]);
    assert.equal(found!.height, 800_000);
    assert.deepEqual(told, {
      1: {
        heard: 'cmpctblock 0 peer 3',
        had: 'cmpctblock 0 peer 3',
        took: 'validation:block_connected 80 itself',
      },
      2: {
        heard: 'headers 10 peer 4',
        had: 'block 200 peer 4',
        took: 'validation:block_connected 300 itself',
      },
      3: {
        heard: 'cmpctblock 30 peer 5',
        had: 'blocktxn 90 peer 5',
        took: 'validation:block_connected 150 itself',
      },
      4: { heard: 'inv 20 peer 6' },
    });
  });

  it('is of the node itself where it tells of it first', async () => {
    const said = new Said()
      .sends(1, 5, 'cmpctblock', compactOf(0))
      .hears(1, 9, 'headers', announcing(0), 2)
      .hears(2, 10, 'block', headerOf(0), 2);
    const { told } = await blockOf([fleetHello(), ...said.inOrder]);
    assert.deepEqual(told, {
      1: { heard: 'cmpctblock 0 itself', had: 'cmpctblock 0 itself' },
      2: { heard: 'block 5 peer 2', had: 'block 5 peer 2' },
    });
  });

  it('does not say that a node has what it asked for anew', async () => {
    const said = new Said()
      .hears(1, 0, 'cmpctblock', compactOf(0))
      .sends(1, 1, 'getdata', inventory(MSG_BLOCK, wireHash(0)))
      .hears(2, 3, 'block', headerOf(0));
    const { told } = await blockOf([fleetHello('fleet', false), ...said.inOrder]);
    assert.deepEqual(told[1], { heard: 'cmpctblock 0 peer 1' });
  });

  it('takes a compact block for had where nothing would tell that it was not', async () => {
    const said = new Said()
      .hears(1, 0, 'cmpctblock', compactOf(0))
      .hears(2, 3, 'block', headerOf(0));
    for (const [traced, had] of [
      [false, 'cmpctblock 0 peer 1'],
      [true, undefined],
    ] as const) {
      const { told } = await blockOf([fleetHello('fleet', traced), ...said.inOrder]);
      assert.equal(told[1]!.had, had);
    }
  });

  it('is one node that was restarted', async () => {
    const said = new Said()
      .hears(1, 0, 'block', headerOf(0))
      .hears(7, 90, 'headers', announcing(0))
      .hears(2, 20, 'block', headerOf(0));
    const frames = [fleetHello(), nodeOf(1), nodeOf(2), nodeOf(7, undefined), ...said.inOrder];
    const { told } = await blockOf(frames);
    assert.deepEqual(Object.keys(told), ['1', '2']);
  });

  it('finds a transaction by either id, also where one is known only later', async () => {
    const { txid, wtxid } = transactionIds(TX.payload)!;
    for (const id of [txid, wtxid].map(reversedHex)) {
      const said = new Said()
        .hears(1, 0, 'inv', inventory(MSG_WTX, wireHash(1), Buffer.from(wtxid)))
        .hears(1, 40, 'tx', TX.payload)
        .hears(2, 10, 'inv', inventory(1, Buffer.from(txid)), 9)
        .event(60, added({ pid: 1, txid: TX.txid, timeNs: timeOf(60) }))
        .event(70, added({ pid: 3, txid: TX.txid, timeNs: timeOf(70) }));
      assert.deepEqual(told(await searchOf([fleetHello(), ...said.inOrder], id)), {
        1: { heard: 'inv 0 peer 1', had: 'tx 40 peer 1', took: 'mempool:added 60 itself' },
        2: { heard: 'inv 10 peer 9' },
        3: {
          heard: 'mempool:added 70 itself',
          had: 'mempool:added 70 itself',
          took: 'mempool:added 70 itself',
        },
      });
    }
  });

  it('is not found of what no node named', async () => {
    const said = new Said().hears(1, 0, 'block', headerOf(0));
    assert.equal(await searchOf([fleetHello(), ...said.inOrder], hashOf(9)), undefined);
  });

  describe('with clocks that may be wrong', () => {
    /** Nodes that have a block at these milliseconds, with the errors of their clocks. */
    async function nodesAt(
      nodes: readonly { ms: number; errorMs?: number; boot?: string }[],
      mode = 'fleet',
    ): Promise<Propagation> {
      const said = new Said();
      const frames = nodes.map(({ ms, errorMs, boot }, i) => {
        said.hears(i + 1, ms, 'block', headerOf(0));
        const clock = {
          ...(errorMs !== undefined && { errorUs: errorMs * 1000 }),
          ...(boot !== undefined && { boot }),
        };
        return nodeOf(i + 1, clock);
      });
      const { found } = await blockOf([fleetHello(mode), ...frames, ...said.inOrder]);
      return found!.propagation;
    }

    const places = (propagation: Propagation, phase: Phase = 'heard') =>
      [...placesOf(propagation, phase).values()].map(
        ({ rank, shared }) => `${rank ?? '?'}${shared ? '≈' : ''}`,
      );

    it('orders nodes no more finely than these', async () => {
      const propagation = await nodesAt([
        { ms: 0, errorMs: 5 },
        { ms: 8, errorMs: 5 },
        { ms: 30, errorMs: 5 },
        { ms: 100, errorMs: 60 },
        { ms: 200, errorMs: 1 },
      ]);
      assert.deepEqual(places(propagation), ['1≈', '1≈', '3', '4', '5']);
    });

    it('tells no two apart between which one stands that neither can be told from', async () => {
      const propagation = await nodesAt([
        { ms: 0, errorMs: 1 },
        { ms: 5, errorMs: 20 },
        { ms: 10, errorMs: 1 },
        { ms: 90, errorMs: 1 },
      ]);
      assert.deepEqual(places(propagation), ['1≈', '1≈', '1≈', '4']);
    });

    it('never takes what is not known for exact', async () => {
      const propagation = await nodesAt([
        { ms: 0, errorMs: 1 },
        { ms: 500 },
        { ms: 900, errorMs: 1 },
      ]);
      assert.deepEqual(places(propagation), ['1', '?', '2']);
      const [first, unknown, last] = propagation.nodes;
      assert.equal(
        sinceFirst(propagation, unknown!, unknown!.sightings.heard!).plusMinusNs,
        undefined,
      );
      assert.equal(sinceFirst(propagation, last!, last!.sightings.heard!).plusMinusNs, 2e6);
      assert.equal(sinceFirst(propagation, first!, first!.sightings.heard!).plusMinusNs, 0);
      const spread = phaseSpread(propagation, 'heard')!;
      assert.deepEqual(spread.spread, { ns: 900e6, plusMinusNs: 2e6 });
      assert.deepEqual(spread.median, { ns: 500e6, plusMinusNs: undefined });
    });

    it('has nothing uncertain between nodes of one machine', async () => {
      const boot = '0123456789abcdef';
      const of = (ms: number) => ({ ms, boot });
      const propagation = await nodesAt([of(0), of(1), of(2)]);
      assert.deepEqual(places(propagation), ['1', '2', '3']);
      assert.equal(phaseSpread(propagation, 'had')!.spread.plusMinusNs, 0);
    });

    it('has nothing uncertain where it was traced on one machine', async () => {
      const propagation = await nodesAt([{ ms: 0 }, { ms: 1 }], 'uprobe_multi');
      assert.deepEqual(places(propagation), ['1', '2']);
      assert.equal(phaseSpread(propagation, 'had')!.spread.plusMinusNs, 0);
    });

    it('never says that one is earlier than another that it may be later than, whatever clocks say', async () => {
      const random = new Random(3);
      for (let round = 0; round < 20; round++) {
        const nodes = Array.from({ length: 6 }, () => ({
          ms: random.below(100),
          ...(random.below(5) > 0 && { errorMs: random.below(30) }),
          ...(random.below(3) === 0 && { boot: `${random.below(2)}`.repeat(16) }),
        }));
        const propagation = await nodesAt(nodes);
        const ranks = placesOf(propagation, 'heard');
        const all = inOrder(propagation, 'heard');
        for (const one of all)
          for (const other of all) {
            const [a, b] = [ranks.get(one.key)!.rank, ranks.get(other.key)!.rank];
            if (a === undefined || b === undefined || a >= b) continue;
            const [x, y] = [nodes[one.pid - 1]!, nodes[other.pid - 1]!];
            const isOne = x.boot !== undefined && x.boot === y.boot;
            const most = isOne ? 0 : (x.errorMs ?? Infinity) + (y.errorMs ?? Infinity);
            assert.ok(y.ms - x.ms > most, JSON.stringify([x, y, a, b]));
          }
      }
    });
  });

  describe('of hostile peers', () => {
    it('keeps none of the blocks that they make up, and loses none of those that came', async () => {
      const said = new Said();
      let made = 1000;
      const flood = (ms: number, count: number) => {
        for (let i = 0; i < count; i++) {
          said.hears(1, ms, 'headers', announcing(made++), 66);
          said.hears(1, ms, 'cmpctblock', compactOf(made++), 66);
          said.hears(1, ms, 'inv', inventory(MSG_BLOCK, wireHash(made++)), 66);
          said.sends(1, ms, 'getdata', inventory(MSG_BLOCK, wireHash(made)), 66);
        }
      };
      said.hears(1, 0, 'headers', announcing(0), 2);
      flood(1, 2000);
      said.hears(1, 50, 'block', headerOf(0), 2).connects(1, 60, 0);
      flood(61, 2000);
      const { list, size } = await scanOf([fleetHello(), nodeOf(1), ...said.inOrder]);
      assert.deepEqual(
        list.map(({ hash, propagation }) => [hash, propagation.nodes[0]!.sightings.heard?.what]),
        [[hashOf(0), 'headers']],
      );
      assert.ok(size.blocks < 100, `${size.blocks} blocks`);
      assert.ok(size.times < 100, `${size.times} times`);
    });

    it('keeps few of those that they made and sent, and none of them in place of one that was connected', async () => {
      const said = new Said().hears(1, 0, 'block', headerOf(0), 2).connects(1, 1, 0);
      for (let i = 0; i < 3000; i++)
        said.hears(1, 2, 'block', headerOf(1000 + i), 100 + (i % 5000));
      const { list } = await scanOf([fleetHello(), nodeOf(1), ...said.inOrder]);
      assert.ok(list.length <= 501, `${list.length}`);
      assert.equal(list[0]!.hash, hashOf(0));
    });

    it('ends at no message that is malformed', async () => {
      const random = new Random(5);
      const said = new Said();
      const types = ['inv', 'headers', 'cmpctblock', 'block', 'getblocktxn', 'blocktxn', 'tx'];
      for (let i = 0; i < 3000; i++) {
        const payload = Buffer.from(
          Array.from({ length: random.below(120) }, () => random.below(256)),
        );
        said.hears(1, i, types[i % types.length]!, payload, 1 + random.below(9));
      }
      const frames = [fleetHello(), nodeOf(1), ...said.inOrder];
      await scanOf(frames);
      await searchOf(frames, hashOf(0));
    });
  });
});
