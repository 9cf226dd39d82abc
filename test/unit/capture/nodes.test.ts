import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Capture } from '../../../src/capture/capture';
import { NodeTable } from '../../../src/capture/index/nodeTable';
import { ChainOfMessages } from '../../../src/capture/model/chain';
import { PeersModel } from '../../../src/capture/model/peersModel';
import { decodeEvent } from '../../../src/shared/events/event';
import { readU64 } from '../../../src/shared/frames/header';
import { HEADER } from '../../../src/shared/frames/layout';
import { decodeNode, encodeNode } from '../../../src/shared/frames/node';
import { temporaryDirectory } from '../support/directory';
import { hello, message, NODE } from '../support/frames';

describe('node frames', () => {
  const path = temporaryDirectory();

  it('carry all that is known of a process', () => {
    const node = {
      ...NODE,
      dataDirectory: '/home/nöde/a,b=c',
      unattached: [{ name: 'outbound_message', reason: 'libbpf says: "no" = no' }],
    };
    const frame = encodeNode(node);
    assert.deepEqual(decodeNode(frame), node);
    const timeNs = readU64(frame, HEADER.timeNs);
    assert.deepEqual(decodeEvent(frame), { kind: 'node', timeNs, ...node });
  });

  it('say who a process is, also before it was identified, and who had its number before', async () => {
    const capture = await Capture.create(path('nodes'));
    await capture.append(Buffer.concat([hello, message(), encodeNode(NODE), message()]));
    await capture.append(encodeNode({ ...NODE, chain: 'regtest' }));
    await capture.append(message());
    const chains = (nodes = capture.nodes) => [0, 1, 2].map((row) => nodes.of(4242, row)?.chain);
    assert.deepEqual(chains(), ['main', 'main', 'regtest']);
    assert.equal(capture.nodes.of(4242)?.chain, 'regtest');
    assert.equal(capture.nodes.of(1), undefined);
    await capture.close();
    const opened = await Capture.open(path('nodes'));
    assert.deepEqual(chains(opened.nodes), ['main', 'main', 'regtest']);
    await opened.close();
  });

  it('stand in what is left of a capture that rotates', async () => {
    const limitBytes = 1_000_000;
    const capture = await Capture.create(path('rotates'), { limitBytes });
    await capture.append(Buffer.concat([hello, encodeNode(NODE)]));
    for (let i = 0; i < 200; i++)
      await capture.append(message({ payload: Buffer.alloc(20_000), sequence: i + 1 }));
    await capture.close();
    const opened = await Capture.open(path('rotates'));
    assert.ok(opened.index.firstRow > 0, 'it rotated');
    assert.deepEqual(opened.nodes.of(4242), NODE);
    assert.equal(opened.nodes.revision, 1, 'the same frame counts once');
    await opened.close();
  });

  it('are left out by the events of a capture', async () => {
    const capture = await Capture.create(path('rows'));
    await capture.append(Buffer.concat([hello, encodeNode(NODE), message()]));
    assert.equal(capture.index.length, 1);
    await capture.close();
    const bytes = readFileSync(path('rows'));
    assert.ok(bytes.includes(encodeNode(NODE).subarray(40)));
  });

  it('of strangers take bounded memory, and are passed over where they are far too long', () => {
    const table = new NodeTable();
    table.add(0, encodeNode({ ...NODE, dataDirectory: 'x'.repeat(100_000) }));
    assert.equal(table.of(4242), undefined);
    for (let pid = 1; pid < 5000; pid++)
      for (const chain of ['main', 'test'])
        table.add(pid, encodeNode({ ...NODE, pid, chain, binary: '/'.repeat(20_000) }));
    const bytes = table.frames.reduce((sum, frame) => sum + frame.length, 0);
    assert.ok(bytes > 1e6 && bytes <= 8 * 2 ** 20, `${bytes} bytes`);
    assert.equal(table.of(4999)?.chain, 'test');
    assert.equal(table.of(1), undefined);
  });

  it('tell the chain that the sessions of the demo node were recorded on', async () => {
    const capture = await Capture.create(path('demo'));
    await capture.append(Buffer.concat([hello, encodeNode({ ...NODE, chain: 'demo' }), message()]));
    const chains = new ChainOfMessages(capture, new PeersModel(), undefined);
    assert.equal(chains.of(4242, 0), 'regtest');
    assert.equal(chains.assumed, false);
    await capture.close();
  });

  it('tell the chain of a message by the process that had the number then', async () => {
    const capture = await Capture.create(path('chains'));
    const node = (chain: string) => encodeNode({ ...NODE, chain });
    await capture.append(
      Buffer.concat([hello, node('regtest'), message(), node('signet'), message()]),
    );
    const peers = new PeersModel();
    const chains = new ChainOfMessages(capture, peers, undefined);
    assert.deepEqual(
      [0, 1].map((row) => chains.of(4242, row)),
      ['regtest', 'signet'],
    );
    assert.equal(chains.assumed, false);
    assert.equal(chains.of(1, 0), 'main');
    assert.equal(chains.assumed, true);
    assert.equal(new ChainOfMessages(capture, peers, 'test').of(4242, 0), 'test');
    await capture.close();
  });
});
