import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { readProbes } from '../../src/client/elfProbes';
import { unattachable } from '../../src/client/preflight/unattachable';
import { openFiles } from '../../src/helper/openFiles';
import type { AddonError, Tracer } from '../../src/shared/helper/addon';
import { INDEXED_OPERANDS, MESSAGE_OPERANDS, oddBinary, type OddProbe } from './oddBinary';
import { openTracer } from './support';

const INBOUND = { name: 'inbound_message' };
const OUTBOUND = { name: 'outbound_message' };

function open(...probes: OddProbe[]): Tracer {
  return openTracer({ binary: oddBinary(...probes) });
}

/** @returns `code: text` of why it was refused. */
function refusal(...probes: OddProbe[]): string {
  try {
    open(...probes);
  } catch (error) {
    return `${(error as AddonError).code}: ${(error as Error).message}`;
  }
  return 'none';
}

describe('each tracepoint of a binary', () => {
  it('is attached, or the trace says why not', () => {
    const { tracepoints, unattached } = open(
      INBOUND,
      OUTBOUND,
      { name: 'inbound_connection', operands: '-8@%rdi 8@%rsi 8@%rdx 4@%ecx 8@%r8' },
      { name: 'closed_connection', operands: INDEXED_OPERANDS },
      { name: 'misbehaving_connection', operands: '-8@%rdi 8@%xmm0' },
    );
    assert.deepEqual(tracepoints, ['inbound_message', 'outbound_message', 'inbound_connection']);
    assert.deepEqual(
      unattached.map(({ name }) => name),
      ['closed_connection', 'misbehaving_connection'],
    );
    assert.match(unattached[0]!.reason, /cannot read its operand -8@-8\(%rsp,%rax,8\)$/);
    assert.match(unattached[1]!.reason, /unrecognized register 'xmm0'/);
  });

  it('is attached with the arguments that are known, and named with both where it has others', () => {
    const mempool = { provider: 'mempool' };
    const binary = oddBinary(
      INBOUND,
      OUTBOUND,
      { ...mempool, name: 'added', operands: '8@%rdi -4@%esi -8@%rdx' },
      // Of Core 26 to 28, which have no packages.
      {
        ...mempool,
        name: 'replaced',
        operands: '8@%rdi -4@%esi -8@%rdx 8@%rcx 8@%r8 -4@%r9d -8@%rax',
      },
      // One more, a size that differs, a sign that does, one of two places, none at all.
      { ...mempool, name: 'removed', operands: '8@%rdi 8@%rsi -4@%edx -8@%rcx 8@%r8 8@%r9' },
      { name: 'block_header', operands: '-8@%rdi -8@%rsi 1@%dl 8@%rcx' },
      {
        provider: 'validation',
        name: 'block_connected',
        operands: '8@%rdi 4@%esi 8@%rdx -4@%ecx -8@%r8 -8@%r9',
      },
      { ...mempool, name: 'rejected', operands: '8@%rdi 8@%rsi' },
      { ...mempool, name: 'rejected', operands: '8@%rdi' },
      { name: 'compact_block_reconstructed', operands: '' },
      // On request.
      { provider: 'utxocache', name: 'spent', operands: '8@%rdi 4@%esi 4@%edx 8@%rcx 1@%al' },
    );
    const { tracepoints, unattached } = openTracer({ binary, coins: true });
    assert.deepEqual(tracepoints, [
      'inbound_message',
      'outbound_message',
      'mempool:added',
      'mempool:replaced',
    ]);
    assert.deepEqual(
      Object.fromEntries(
        unattached.map(({ name, reason }) => [name, reason.replace(/ \(bytes.*/, '')]),
      ),
      {
        block_header: 'its arguments are -8 -8 1 8, expected are -4 -8 1 8',
        compact_block_reconstructed: 'its arguments are none, expected are -8 4 4 4 4 4 8',
        'mempool:removed': 'its arguments are 8 8 -4 -8 8 8, expected are 8 8 -4 -8 8',
        'mempool:rejected': 'its arguments are 8, expected are 8 8',
        'validation:block_connected':
          'its arguments are 8 4 8 -4 -8 -8, expected are 8 -4 8 -4 -8 -8 or 8 -4 8 -4 8 8',
        'utxocache:spent': 'its arguments are 8 4 4 8 1, expected are 8 4 4 -8 1',
      },
    );
    assert.match(
      unattached[0]!.reason,
      / \(bytes of each, - where signed\): another version of Bitcoin Core$/,
    );
    // `check` and `nodes` foretell it in the same words.
    const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
    const foretold = unattachable(readProbes(binary).unusual, '1.1');
    assert.deepEqual(foretold.sort(byName), [...unattached].sort(byName));
    assert.ok(!openTracer({ binary }).unattached.some(({ name }) => name.startsWith('utxocache')));
  });

  it('of messages with other arguments is a refusal, which says so', () => {
    assert.match(
      refusal(INBOUND, { ...OUTBOUND, operands: '-8@%rdi 8@%rsi' }),
      /^attach-failed: net:outbound_message: its arguments are -8 8, expected are -8 8 8 8 8 8 /,
    );
  });

  it('shows a bounded part of arguments that a hostile binary has', () => {
    const { unattached } = open(INBOUND, OUTBOUND, {
      provider: 'mempool',
      name: 'added',
      operands: `${'9'.repeat(3000)}@%rdi ${'8@%rdi '.repeat(3000)}`,
    });
    assert.ok(unattached[0]!.reason.length < 400, unattached[0]!.reason);
  });

  it('is named with its operand, when half of the messages would be missing', () => {
    assert.match(
      refusal(INBOUND, { ...OUTBOUND, operands: INDEXED_OPERANDS }),
      /^attach-failed: net:outbound_message: .*-8@-8\(%rsp,%rax,8\)/,
    );
  });

  it('is attached at all of its places, or not at all', () => {
    const indexed = { ...INBOUND, operands: INDEXED_OPERANDS };
    assert.match(refusal(INBOUND, indexed, OUTBOUND), /^attach-failed: net:inbound_message: /);
    assert.deepEqual(open(INBOUND, INBOUND, OUTBOUND).unattached, []);
  });

  it('of messages is missed where an old node has one only', () => {
    for (const [has, lacks] of [
      [INBOUND, OUTBOUND],
      [OUTBOUND, INBOUND],
    ] as const) {
      const { tracepoints, unattached } = open(has);
      assert.deepEqual(tracepoints, [has.name]);
      assert.deepEqual(unattached, [{ ...lacks, reason: 'the binary does not have it' }]);
    }
  });

  it('is left alone if this release does not know it', () => {
    const later = { name: 'block_footer', operands: INDEXED_OPERANDS };
    assert.deepEqual(open(INBOUND, OUTBOUND, later).unattached, []);
    assert.match(refusal(later), /^no-probes: /);
  });
});

describe('a hostile binary', () => {
  /** @returns why a copy of a good one is refused, of which the bytes at some offsets were changed. */
  function damaged(change: (bytes: Buffer, section: (name: string) => number) => void): string {
    const binary = oddBinary(INBOUND, OUTBOUND);
    const bytes = readFileSync(binary);
    const table = Number(bytes.readBigUInt64LE(0x28));
    const sections = Array.from({ length: bytes.readUInt16LE(0x3c) }, (_, i) => table + 64 * i);
    const names = Number(bytes.readBigUInt64LE(sections[bytes.readUInt16LE(0x3e)]! + 0x18));
    change(bytes, (name) => {
      const found = sections.find((at) =>
        bytes
          .subarray(names + bytes.readUInt32LE(at))
          .toString('latin1', 0, 32)
          .startsWith(`${name}\0`),
      );
      return found!;
    });
    const path = `${binary}.damaged`;
    writeFileSync(path, bytes);
    try {
      openTracer({ binary: path });
    } catch (error) {
      return `${(error as AddonError).code}: ${(error as Error).message}`;
    }
    return 'none';
  }

  const damages: [string, RegExp, Parameters<typeof damaged>[0]][] = [
    ['is not an ELF file', /^no-target: it is not an ELF program/, (b) => b.write('MZ')],
    ['has 32 bits', /^no-target: .* of 64 bits/, (b) => b.writeUInt8(1, 4)],
    ['is an object file', /^no-target: .* of 64 bits/, (b) => b.writeUInt16LE(1, 0x10)],
    [
      'is for another machine',
      /^no-target: .*another kind of machine/,
      (b) => b.writeUInt16LE(183, 0x12),
    ],
    ['has more program headers than a node', /^no-target: /, (b) => b.writeUInt16LE(0xffff, 0x38)],
    ['counts its sections elsewhere', /^no-target: /, (b) => b.writeUInt16LE(0, 0x3c)],
    ['has more sections than bytes', /^no-target: /, (b) => b.writeUInt16LE(0xffff, 0x3c)],
    ['has its sections beyond its end', /^no-target: /, (b) => b.writeBigUInt64LE(2n ** 63n, 0x28)],
    ['has names that are not a section', /^no-target: /, (b) => b.writeUInt16LE(0xffff, 0x3e)],
    [
      'has names without end',
      /^no-target: /,
      (b, section) => b.writeBigUInt64LE(2n ** 62n, section('.shstrtab') + 0x20),
    ],
    [
      'has compressed names',
      /^no-target: /,
      (b, section) => b.writeBigUInt64LE(0x800n, section('.shstrtab') + 8),
    ],
    [
      'has notes without end',
      /^no-target: /,
      (b, section) => b.writeBigUInt64LE(2n ** 62n, section('.note.stapsdt') + 0x20),
    ],
    [
      'has notes that the file has not',
      /^no-probes: /,
      (b, section) => b.writeUInt32LE(8, section('.note.stapsdt') + 4),
    ],
    [
      'has an operand without end',
      /^attach-failed: net:inbound_message: .*cannot read its operand 8@8\(%rax$/,
      (b) => b.write('8@8(%rax\0', b.indexOf(MESSAGE_OPERANDS)),
    ],
  ];
  for (const [what, refused, change] of damages)
    it(`is refused when it ${what}`, () => assert.match(damaged(change), refused));

  it('is refused when its probes are more than can be let go of in time', () => {
    const attached = () => openFiles().filter((name) => /bpf[-_]link|perf_event/.test(name));
    assert.match(refusal({ ...INBOUND, copies: 23 }), /^attach-failed: .* more than 22 places/);
    assert.match(refusal({ ...INBOUND, copies: 100_000 }), /^no-target: .* not one like a node’s/);
    assert.deepEqual(attached(), []);
  });
});
