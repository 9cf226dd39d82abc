import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { encodeBookmark } from '../../../../src/shared/frames/bookmark';
import { encodeNode } from '../../../../src/shared/frames/node';
import { HEADER } from '../../../../src/shared/frames/layout';
import { UserError } from '../../../../src/shared/errors/userError';
import { temporaryDirectory } from '../../support/directory';
import { exported } from '../../support/exported';
import {
  connection,
  EventFlag,
  hello,
  HELLO,
  message,
  misbehaving,
  NODE,
  statistics,
  unknownFrame,
} from '../../support/frames';
import { encodeHello } from '../../../../src/shared/frames/hello';
import { Random } from '../../support/random';
import { randomFrames } from '../../support/randomFrames';
import { readSource, type ReadSource } from '../../support/readSource';

const session = (name: string): Buffer =>
  gunzipSync(readFileSync(`native/demo-node/${name}.p2ptrace.gz`));

describe('a capture that was exported as pcapng', () => {
  const path = temporaryDirectory();
  let files = 0;

  function read(file: Buffer): Promise<ReadSource> {
    const name = path(`${files++}.pcapng`);
    writeFileSync(name, file);
    return readSource(name);
  }

  /** What a program of Wireshark's makes of it. */
  function through(program: string, args: readonly string[], file: Buffer): Promise<ReadSource> {
    const [from, to] = [path(`${files}.from.pcapng`), path(`${files++}.to.pcapng`)];
    writeFileSync(from, file);
    const places = program === 'mergecap' ? ['-w', to, from] : [from, to];
    const given = program === 'tshark' ? ['-r', from, '-w', to] : places;
    execFileSync(program, [...args, ...given], { stdio: ['ignore', 'ignore', 'pipe'] });
    return readSource(to);
  }

  for (const name of ['busy', 'session'])
    it(`comes back byte by byte: the session ${name}`, async () => {
      const frames = session(name);
      const { bytes, damages, notes, error } = await read(exported(frames));
      assert.equal(error, undefined);
      assert.ok(bytes.equals(frames), 'the same frames');
      assert.deepEqual([damages, notes], [[], []]);
    });

  it('comes back with losses, cuts, notes, large messages and what this release does not know', async () => {
    const large = message({ payload: Buffer.alloc(4_000_000, 3), timeNs: 5e9 });
    const frames = Buffer.concat([
      hello,
      encodeNode(NODE),
      message({ lost: 7, address: `${'x'.repeat(100)}.example:8333` }),
      connection(4, { peer: 9, address: 'a'.repeat(40) }),
      large,
      message({ flags: EventFlag.Truncated, size: 500n, payload: Buffer.alloc(100, 1) }),
      message({ flags: EventFlag.RingFull, size: 2n ** 40n }),
      encodeBookmark({ row: 2, eventNs: 5e9, text: 'a note' }),
      misbehaving('bad'),
      unknownFrame(),
      ...randomFrames(new Random(8), 200),
      statistics(9, 3, EventFlag.Final),
    ]);
    const { bytes, error } = await read(exported(frames));
    assert.equal(error, undefined);
    assert.ok(bytes.equals(frames));
  });

  it('keeps its events when a program of Wireshark’s saves it', async () => {
    const frames = session('session');
    const file = exported(frames);
    const { events } = await read(file);
    for (const [program, args] of [
      ['editcap', []],
      ['mergecap', []],
      ['tshark', []],
    ] as const) {
      const saved = await through(program, args, file);
      assert.equal(saved.error, undefined, program);
      assert.deepEqual(saved.events, events, program);
      // Who the node is is known by its packets.
      const [node] = saved.nodes.values();
      assert.equal(node?.chain, 'regtest', program);
      assert.deepEqual(saved.damages, []);
    }
  });

  it('keeps as much of a large message as a packet has, when it is saved elsewhere', async () => {
    const frames = Buffer.concat([
      hello,
      message({ payload: Buffer.alloc(1_000_000, 3) }),
      message(),
    ]);
    const saved = await through('editcap', [], exported(frames));
    const [first, second] = saved.events;
    assert.ok(first?.kind === 'message' && second?.kind === 'message');
    assert.equal(first.size, 1_000_000);
    assert.ok(first.truncated && first.payload.length > 250_000 && first.payload.length < 262_144);
    assert.match(saved.notes.join('\n'), /1 message lost the end of its payload/);
  });

  it('may be cut anywhere: what is whole is read', async () => {
    const file = exported(
      session('session')
        .subarray(0, 20_000 & ~7)
        .subarray(0, wholeFrames(session('session'), 60)),
    );
    const all = (await read(file)).events.length;
    assert.ok(all > 50);
    let last = -1;
    for (let end = 200; end < file.length; end += 977) {
      const { events, damages, error } = await read(file.subarray(0, end));
      if (error) continue;
      assert.ok(events.length >= last && events.length <= all);
      assert.ok(damages.length <= 2);
      last = events.length;
    }
    assert.ok(last > all / 2);
  });

  it('may follow another in one file: times are those of the first one’s clock', async () => {
    const later = encodeHello({
      ...HELLO,
      wallNs: HELLO.wallNs + 60_000_000_000n,
      monotonicNs: 5n,
    });
    const one = exported(Buffer.concat([hello, message({ timeNs: 2e9 })]));
    const two = exported(Buffer.concat([later, message({ timeNs: 105 })]));
    const { events } = await read(Buffer.concat([one, two]));
    assert.deepEqual(
      events.map(({ timeNs }) => timeNs),
      [2e9, 1e9 + 60e9 + 100],
    );
  });

  it('is given up to a block that cannot be one, and the hint says so', async () => {
    const block = Buffer.alloc(32);
    block.writeUInt32LE(6, 0);
    block.writeUInt32LE(0x7fff_fff0, 4);
    const frames = Buffer.concat([hello, message({ peer: 1 })]);
    const { error } = await read(Buffer.concat([exported(frames), block]));
    assert.match(
      String(error),
      /cannot be read as a capture: .* Everything before that was delivered/,
    );
  });

  it('that a stranger made is read without harm', async () => {
    const file = exported(
      Buffer.concat([hello, message({ payload: Buffer.alloc(300, 1) }), message()]),
    );
    const random = new Random(11);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(file);
      for (let n = 0; n < 4; n++) bytes[random.below(bytes.length)] = random.below(256);
      await read(bytes).catch((error: unknown) => assert.ok(error instanceof UserError));
    }
  });
});

/** Bytes of the first frames of a capture. */
function wholeFrames(capture: Buffer, count: number): number {
  let at = 0;
  for (let n = 0; n < count; n++) at += capture.readUInt32LE(at + HEADER.length);
  return at;
}
