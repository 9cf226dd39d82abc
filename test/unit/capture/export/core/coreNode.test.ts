import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CoreWriter } from '../../../../../src/capture/export/core/coreWriter';
import { openSource } from '../../../../../src/capture/sources/openSource';
import { temporaryDirectory } from '../../../support/directory';

/** Two nodes that ran with -capturemessages, in Core's p2p_disconnect_ban.py, and were traced at the same time. */
interface Fixture {
  /** A capture file, base64. */
  capture: string;
  /** What the nodes wrote, base64, by node and path in its message_capture. */
  files: Record<string, string>;
}

interface CoreBytes {
  timeUs: number;
  rest: string;
}

const fixture = JSON.parse(
  gunzipSync(readFileSync(join(__dirname, '../../../../fixtures/coreNode.json.gz'))).toString(),
) as Fixture;
const files = Object.entries(fixture.files);

describe('a session that real nodes captured while they were traced', () => {
  const path = temporaryDirectory();
  let folders: readonly string[] = [];

  before(async () => {
    writeFileSync(path('trace.p2ptrace'), Buffer.from(fixture.capture, 'base64'));
    mkdirSync(path('ours'));
    const source = await openSource(path('trace.p2ptrace'));
    const writer = new CoreWriter(path('ours'), source.contents);
    source.flow((run) => writer.add(run));
    assert.equal((await source.ended).error, undefined);
    source.dispose();
    await writer.close();
    ({ folders } = writer);
    assert.equal(writer.notIn.incomplete + writer.notIn.unnamed, 0);
  });

  /** The directory that has this node's peers. */
  function folderOf(node: string): string {
    const peers = new Set(
      files.filter(([name]) => name.startsWith(node)).map(([name]) => name.split('/')[1]!),
    );
    const found = folders.find((folder) =>
      readdirSync(path(`ours/${folder}`)).every((peer) => peers.has(peer)),
    );
    assert.ok(found !== undefined);
    assert.equal(readdirSync(path(`ours/${found}`)).length, peers.size);
    return found;
  }

  it('has the same files, byte for byte but for the times, which differ by seconds at most', () => {
    assert.equal(folders.length, 2);
    let messages = 0;
    for (const [name, base64] of files) {
      const [node, ...rest] = name.split('/');
      const ours = recordsOf(readFileSync(path(join('ours', folderOf(node!), ...rest))));
      const core = recordsOf(Buffer.from(base64, 'base64'));
      assert.deepEqual(
        ours.map((record) => record.rest),
        core.map((record) => record.rest),
        name,
      );
      // The test sets the clock of the nodes forward, and Core takes that.
      for (const [i, { timeUs }] of ours.entries())
        assert.ok(Math.abs(timeUs - core[i]!.timeUs) < 10e6, name);
      messages += ours.length;
    }
    assert.equal(messages, 230);
  });

  it('is read from the nodes’ own files as it was traced', async () => {
    for (const [name, base64] of files) {
      const file = path(join('core', name));
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, Buffer.from(base64, 'base64'));
    }
    let rows = 0;
    for (const node of ['node0', 'node1']) {
      const source = await openSource(path(`core/${node}`));
      source.flow(() => Promise.resolve());
      assert.equal((await source.ended).error, undefined);
      assert.deepEqual(source.damages, []);
      rows += source.contents.index.length;
      source.dispose();
    }
    assert.equal(rows, 230);
  });
});

function recordsOf(bytes: Buffer): CoreBytes[] {
  const records: CoreBytes[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 24 + bytes.readUInt32LE(at + 20);
    const timeUs = Number(bytes.readBigInt64LE(at));
    records.push({ timeUs, rest: bytes.toString('hex', at + 8, end) });
    at = end;
  }
  return records;
}
