import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProbes } from '../../../src/client/elfProbes';
import { FileRefused } from '../../../src/client/processReader/fileRefused';
import { note, withNotes } from './elfFile';
import { temporaryDirectory } from '../support/directory';
import { Random } from '../support/random';

const DEMO_NODE = join(__dirname, '../../../dist/native/demo-node');
/** The tracepoints of Bitcoin Core of which this release knows the category. */
const ALL = [
  'block_header',
  'closed_connection',
  'compact_block_reconstructed',
  'evicted_inbound_connection',
  'inbound_connection',
  'inbound_message',
  'mempool:added',
  'mempool:rejected',
  'mempool:removed',
  'mempool:replaced',
  'misbehaving_connection',
  'outbound_connection',
  'outbound_message',
  'utxocache:add',
  'utxocache:flush',
  'utxocache:spent',
  'utxocache:uncache',
  'validation:block_connected',
];

describe('elfProbes', () => {
  const path = temporaryDirectory();

  it('names every known tracepoint of a binary, each once', () => {
    assert.deepEqual(readProbes(DEMO_NODE).names.sort(), ALL);
  });

  it('finds none in a binary without', () => {
    assert.deepEqual(readProbes('/bin/true'), { names: [], unusual: [] });
  });

  it('says what a file is that is not an executable of this machine', () => {
    const whole = readFileSync(DEMO_NODE);
    const changed = (at: number, byte: number) =>
      Buffer.concat([whole.subarray(0, at), Buffer.of(byte), whole.subarray(at + 1)]);
    const files: [string, string | Buffer, RegExp][] = [
      ['empty', '', /it is empty$/],
      ['script', '#!/bin/sh\n', /it is a script, not an ELF executable$/],
      ['text', 'Hello', /it is not an ELF executable$/],
      ['cut', whole.subarray(0, 20), /it is a truncated ELF/],
      ['of 32 bits', changed(4, 1), /not a 64-bit ELF executable/],
      ['big-endian', changed(5, 2), /not a 64-bit ELF executable/],
      ['for aarch64', changed(0x12, 183), /a different kind of processor \(x64\)/],
    ];
    for (const [name, content, says] of files) {
      writeFileSync(path(name), content);
      assert.throws(() => readProbes(path(name), 'x64'), says, name);
    }
    assert.deepEqual(readProbes(path('for aarch64'), 'arm64').names.sort(), ALL);
  });

  it('does not open what is not a file', () => {
    execFileSync('mkfifo', [path('fifo')]);
    symlinkSync(path('fifo'), path('link'));
    assert.throws(() => readProbes(path('link')), /it is a named pipe/);
    assert.throws(() => readProbes('/dev/zero'), /it is a device/);
    assert.throws(() => readProbes(path('')), /it is a directory/);
  });

  it('hands on that a file cannot be read', () => {
    assert.throws(() => readProbes(path('missing')), { code: 'ENOENT' });
    assert.throws(() => readProbes(`${DEMO_NODE}/x`), { code: 'ENOTDIR' });
    assert.throws(() => readProbes(`/${'x'.repeat(256)}`), { code: 'ENAMETOOLONG' });
  });

  it('takes no time for an executable that has as many sections and names as it can', () => {
    // A name table of 4 MB without an end of any name in it, and 65,535 sections that are named there.
    const sections = 65_535;
    const names = 4 * 1024 * 1024;
    const header = Buffer.from(readFileSync(DEMO_NODE).subarray(0, 64));
    header.writeBigUInt64LE(64n, 0x28);
    header.writeUInt16LE(sections, 0x3c);
    header.writeUInt16LE(0, 0x3e);
    const table = Buffer.alloc(sections * 64);
    table.writeBigUInt64LE(BigInt(64 + table.length), 0x18);
    table.writeBigUInt64LE(BigInt(names), 0x20);
    writeFileSync(path('endless'), Buffer.concat([header, table, Buffer.alloc(names, 'x')]));
    const start = process.cpuUsage();
    assert.deepEqual(readProbes(path('endless')), { names: [], unusual: [] });
    // It took minutes; the reader is killed after two seconds.
    assert.ok(process.cpuUsage(start).user < 1_000_000);
    truncateSync(path('endless'), 64 + 10);
    assert.deepEqual(readProbes(path('endless')), { names: [], unusual: [] });
  });

  it('takes for a tracepoint only what has a name in C', () => {
    for (const name of ['\x1b[31mred\x1b[0m', 'a b', '', 'x'.repeat(65), '$(alert)', 'ok_1']) {
      writeFileSync(path('named'), withNotes([note(name, '8@%rax')]));
      assert.deepEqual(readProbes(path('named')).names, name === 'ok_1' ? [name] : []);
    }
  });

  it('knows the arguments that not every libbpf reads', () => {
    const plain = '-8@%rax 8@-8(%rbp) 8@(%rsp) 8@$-5 8@%r10 8@1064(%r12)';
    writeFileSync(
      path('operands'),
      withNotes([
        note('inbound_message', plain),
        note('outbound_message', plain),
        note('outbound_message', plain.replace('8@(%rsp)', '8@(%rsp,%rax,8)')),
        note('closed_connection', '-8@%rax 8@%rax 8@sym+8(%rip) 4@%eax 8@%rax'),
      ]),
    );
    assert.deepEqual(readProbes(path('operands'), 'x64').unusual, [
      { name: 'outbound_message', operand: '8@(%rsp,%rax,8)' },
      { name: 'closed_connection', operand: '8@sym+8(%rip)' },
    ]);
    assert.deepEqual(readProbes(DEMO_NODE).unusual, []);
  });

  it('knows the arguments of another version of Bitcoin Core, at any of their places', () => {
    const good = '-8@%rax 8@%rax 8@%rax 4@%eax -8@%rax';
    writeFileSync(
      path('versions'),
      withNotes([
        note('closed_connection', good),
        note('inbound_connection', '-8@%rax 8@%rax'),
        note('misbehaving_connection', '-8@%rax 8@%rax'),
        note('misbehaving_connection', ''),
        note('evicted_inbound_connection', `${'9'.repeat(3000)}@%rax ${'8@%rax '.repeat(3000)}`),
        note('block_footer', '1@%al'),
      ]),
    );
    const { unusual } = readProbes(path('versions'));
    assert.deepEqual(unusual.slice(0, 2), [
      { name: 'inbound_connection', found: '-8 8' },
      { name: 'misbehaving_connection', found: '' },
    ]);
    assert.equal(unusual.length, 3);
    assert.ok('found' in unusual[2]! && unusual[2].found.length <= 130);
  });

  it('takes a cut or mangled binary for what it can still read of it', () => {
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
      try {
        const { names } = readProbes(path('mangled'));
        assert.ok(names.every((name) => /^(\w+:)?\w+$/.test(name)));
      } catch (error) {
        assert.ok(error instanceof FileRefused, String(error));
      }
    }
  });
});
