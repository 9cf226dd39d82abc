import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProbes } from '../../../src/client/elfProbes';
import { temporaryDirectory } from '../support/directory';
import { Random } from '../support/random';

const DEMO_NODE = join(__dirname, '../../../dist/native/demo-node');
/** The tracepoints of Bitcoin Core's net category. */
const ALL = [
  'closed_connection',
  'evicted_inbound_connection',
  'inbound_connection',
  'inbound_message',
  'misbehaving_connection',
  'outbound_connection',
  'outbound_message',
];

describe('elfProbes', () => {
  const path = temporaryDirectory();

  it('names every net:* tracepoint of a binary, each once', async () => {
    assert.deepEqual((await readProbes(DEMO_NODE)).sort(), ALL);
  });

  it('finds none in a binary without', async () => {
    assert.deepEqual(await readProbes('/bin/true'), []);
  });

  it('finds none in what is no binary', async () => {
    assert.deepEqual(await readProbes(__filename), []);
    assert.deepEqual(await readProbes('/dev/null'), []);
  });

  it('hands on that a file cannot be read', async () => {
    await assert.rejects(readProbes(path('missing')), { code: 'ENOENT' });
  });

  it('takes a cut or mangled binary for what it can still read of it', async () => {
    const whole = readFileSync(DEMO_NODE);
    const random = new Random(6);
    const sections = Number(whole.readBigUInt64LE(0x28));
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(
        whole.subarray(0, round % 4 ? undefined : random.below(whole.length)),
      );
      for (let i = 0; i < 6 && bytes.length > 64; i++) {
        // In the file header, the section headers, or anywhere: notes and names among it.
        const start = random.pick([0, Math.min(sections, bytes.length - 1), 0]);
        const span = random.pick([64, 2048, bytes.length]);
        bytes[Math.min(bytes.length - 1, start + random.below(span))] = random.below(256);
      }
      writeFileSync(path('mangled'), bytes);
      const probes = await readProbes(path('mangled'));
      assert.ok(probes.every((name) => typeof name === 'string'));
    }
  });
});
