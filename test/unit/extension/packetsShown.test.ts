import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { Recordings } from '../../../src/extension/captures/recordings';
import { treeMessage } from '../../../src/extension/peers/treeMessage';
import { temporaryDirectory } from '../support/directory';
import { Dialogue, pcap, wire } from '../support/packets';
import { Random } from '../support/random';

describe('captured packets in the window', () => {
  const path = temporaryDirectory();

  it('are recorded as they are read, and what they do not show is told above the peers', async () => {
    const node = { host: '10.0.0.1', port: 18444 };
    const random = new Random(3);
    const clear = new Dialogue({ host: '203.0.113.5', port: 50_000 }, node).open();
    clear.say(0, wire('ping', Buffer.alloc(8))).close();
    const encrypted = new Dialogue({ host: '203.0.113.6', port: 50_000 }, node, { ms: 50 }).open();
    encrypted.say(0, random.bytes(100)).say(1, random.bytes(100));
    writeFileSync(path('node.pcap'), pcap([...clear.packets, ...encrypted.packets]));
    const recordings = new Recordings(() => Promise.resolve(path('recorded')));
    const { recording } = await recordings.open(path('node.pcap'));
    if (recording.live) await new Promise<void>((resolve) => recording.onDidEnd(() => resolve()));
    const { index, nodes } = recording.capture;
    assert.deepEqual(
      Array.from({ length: index.length }, (_, row) => index.kind(row)),
      [4, 2, 6, 4],
    );
    assert.deepEqual([nodes.of(1)?.name, nodes.of(1)?.chain], ['10.0.0.1', 'regtest']);
    assert.match(treeMessage(recording), /1 connection of 200 B is encrypted/);
    await recordings.close();
  });
});
