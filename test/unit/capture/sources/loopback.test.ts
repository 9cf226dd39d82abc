import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { writeFiles } from '../../support/coreFiles';
import { temporaryDirectory } from '../../support/directory';
import { readSource, type ReadSource } from '../../support/readSource';

/** What was said on each way of each connection of a node, by the peer's address. */
function ways({ events }: ReadSource, pids: ReadonlySet<number>): Map<string, string[]> {
  const said = new Map<string, string[]>();
  for (const event of events) {
    if (event.kind !== 'message' || !pids.has(event.pid)) continue;
    const way = `${event.address} ${event.direction}`;
    said.set(way, said.get(way) ?? []);
    said.get(way)!.push(`${event.messageType} ${event.payload.toString('hex')}`);
  }
  return said;
}

/**
 * Four regtest nodes on one machine, Bitcoin Core of November 2026 with -capturemessages, the last of them with v2
 * transport, while `tcpdump -i any` ran, which has each packet of the loopback interface twice.
 */
describe('packets of real nodes', () => {
  const path = temporaryDirectory();
  let packets: ReadSource;

  before(async () => {
    writeFileSync(path('all.pcap'), gunzipSync(readFileSync('test/fixtures/loopback.pcap.gz')));
    packets = await readSource(path('all.pcap'));
    const packed = gunzipSync(readFileSync('test/fixtures/loopback.messages.json.gz'));
    const files = JSON.parse(packed.toString()) as Record<string, string>;
    const contents = Object.entries(files).map(([name, text]) => [
      name,
      Buffer.from(text, 'base64'),
    ]);
    writeFiles(path(''), Object.fromEntries(contents) as Record<string, Buffer>);
  });

  it('have the messages that each node itself captured', async () => {
    assert.equal(packets.error, undefined);
    let messages = 0;
    for (const [pid, { name, chain }] of packets.nodes) {
      assert.equal(chain, 'regtest');
      const port = /:(\d+)$/.exec(name)![1]!;
      const core = await readSource(path(`${port}/message_capture`));
      const wanted = ways(core, new Set([1]));
      const found = ways(packets, new Set([pid]));
      assert.ok(found.size > 0);
      for (const [way, said] of found) {
        assert.deepEqual(said, wanted.get(way), `${name} ${way}`);
        messages += said.length;
      }
    }
    assert.ok(messages > 140, `${messages}`);
  });

  it('name the connection that was encrypted, and miss nothing', () => {
    const { notes, damages, events } = packets;
    assert.deepEqual(damages, []);
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /^1 connection of [\d.]+ kB is encrypted/);
    const changes = events
      .filter((event) => event.kind === 'connection')
      .map(({ change }) => change);
    assert.deepEqual(changes.filter((change) => change === 'opened').length, 6);
    assert.deepEqual(changes.filter((change) => change === 'closed').length, 6);
  });
});
