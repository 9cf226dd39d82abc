import assert from 'node:assert/strict';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { hash256 } from '../../../src/bitcoin/hash';
import type { Field } from '../../../src/bitcoin/read/field';
import { sessionMessages } from './sessionMessages';

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

function outpoint(byte: number, index = byte): Buffer {
  return Buffer.concat([Buffer.alloc(32, byte), u32(index)]);
}

const COINBASE = outpoint(0, 0xffffffff);

interface Parts {
  inputs?: Buffer[];
  /** Bytes of the script of each input. */
  script?: number;
  /** Satoshi. */
  outputs?: bigint[];
  /** Bytes of the script of each output; below 2^16. */
  outputScript?: number;
}

/** A transaction without a witness. */
function tx({ inputs = [outpoint(1)], script = 0, outputs = [1n], outputScript = 0 }: Parts = {}) {
  const amounts = outputs.map((value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    const length = Buffer.of(0xfd, outputScript & 0xff, outputScript >> 8);
    const size = outputScript < 0xfd ? Buffer.of(outputScript) : length;
    return Buffer.concat([bytes, size, Buffer.alloc(outputScript)]);
  });
  const ins = inputs.map((spent) =>
    Buffer.concat([spent, Buffer.of(script), Buffer.alloc(script), u32(0)]),
  );
  return Buffer.concat([
    u32(2),
    Buffer.of(inputs.length),
    ...ins,
    Buffer.of(outputs.length),
    ...amounts,
    u32(0),
  ]);
}

function header(previous: Uint8Array, nonce: number): Buffer {
  return Buffer.concat([u32(2), previous, Buffer.alloc(32), u32(0), u32(0x207fffff), u32(nonce)]);
}

function headers(...all: Buffer[]): Buffer {
  return Buffer.concat([Buffer.of(all.length), ...all.flatMap((each) => [each, Buffer.of(0)])]);
}

function compactBlock(ids: number[], ...prefilled: [index: Buffer, tx: Buffer][]): Buffer {
  return Buffer.concat([
    Buffer.alloc(88),
    Buffer.of(ids.length),
    ...ids.map((id) => Buffer.alloc(6, id)),
    Buffer.of(prefilled.length),
    ...prefilled.flat(),
  ]);
}

function block(...transactions: Buffer[]): Buffer {
  return Buffer.concat([Buffer.alloc(80), Buffer.of(transactions.length), ...transactions]);
}

function at(root: Field, path: string): Field {
  const found = path
    .split(' > ')
    .reduce<Field | undefined>((field, name) => field?.child(name), root);
  assert.ok(found, path);
  return found;
}

function warning(type: string, payload: Buffer, path: string): string | undefined {
  const { root, error } = decodeMessage(type, payload, { chain: 'regtest' });
  assert.equal(error, undefined);
  return at(root, path).warning;
}

const coinbase = tx({ inputs: [COINBASE], script: 2 });
const first = header(Buffer.alloc(32), 1);
const second = header(hash256(first), 2);
const services = (flags: number): Buffer => Buffer.concat([u32(flags), u32(0)]);
const addr = (time: number, flags: number): Buffer =>
  Buffer.concat([Buffer.of(1), u32(time), services(flags), Buffer.alloc(18, 1)]);
const addrv2 = (time: number, flags: number): Buffer =>
  Buffer.concat([Buffer.of(1), u32(time), Buffer.of(flags, 1, 4, 1, 2, 3, 4, 0, 0)]);
const index = (value: number): Buffer =>
  value < 0xfd ? Buffer.of(value) : Buffer.of(0xfd, value & 0xff, value >> 8);
const million = 1_000_000n * 100_000_000n;

/** Type, payload, path of the field, what Core holds against it. */
type Marked = readonly [string, Buffer, string, RegExp];
/** The same, and not held against it. */
type Unmarked = readonly [string, Buffer, string];

const MARKED: readonly Marked[] = [
  ['headers', headers(first, second, first), 'continuity', /punishes.*non-continuous/],
  ['headers', headers(second, first), 'continuity', /punishes.*non-continuous/],
  ['cmpctblock', compactBlock([]), 'transactions', /punishes.*without transactions/],
  ['cmpctblock', compactBlock([1], [index(2), tx()]), 'prefilledtxn', /punishes.*beyond/],
  ['cmpctblock', compactBlock([1], [index(2), tx()]), 'prefilledtxn > [0]', /punishes.*beyond/],
  [
    'cmpctblock',
    compactBlock([1], [index(0), tx()], [index(2), tx()]),
    'prefilledtxn > [1]',
    /punishes.*beyond/,
  ],
  [
    'cmpctblock',
    compactBlock([], [index(0xffff), tx()], [index(0), tx()]),
    'prefilledtxn > [1]',
    /punishes.*16 bits/,
  ],
  [
    'cmpctblock',
    compactBlock([], [index(0), tx({ inputs: [], outputs: [] })]),
    'prefilledtxn > [0]',
    /punishes.*empty transaction/,
  ],
  ['cmpctblock', compactBlock([1, 2, 1]), 'shorttxids', /requests the whole block.*repeated/],
  ['getblocktxn', Buffer.alloc(33), 'indexes', /disconnects.*no transaction/],
  ['sendtxrcncl', Buffer.alloc(12), 'peer_txreconcl_version', /disconnects.*begin at 1/],
  ['addr', addr(100_000_000, 1), 'vAddr > [0] > nTime', /five days ago/],
  ['addr', addr(100_000_001, 8), 'vAddr > [0] > nServices', /ignores.*NETWORK_LIMITED/],
  ['addrv2', addrv2(100_000_000, 1), 'vAddr > [0] > nTime', /five days ago/],
  ['addrv2', addrv2(100_000_001, 8), 'vAddr > [0] > nServices', /ignores.*NETWORK_LIMITED/],
  ['inv', Buffer.concat([Buffer.of(1), u32(3), Buffer.alloc(32)]), 'vInv > [0] > type', /ignores/],
  [
    'getdata',
    Buffer.concat([Buffer.of(1), u32(6), Buffer.alloc(32)]),
    'vInv > [0] > type',
    /ignores/,
  ],
  [
    'notfound',
    Buffer.concat([Buffer.of(1), u32(2), Buffer.alloc(32)]),
    'vInv > [0] > type',
    /ignores/,
  ],
  ['pong', Buffer.alloc(8), 'nonce', /gives up.*Nonce zero/],
  ['getcfheaders', Buffer.alloc(37, 1), 'filter_type', /disconnects.*basic filters only/],
  ['tx', tx({ inputs: [], outputs: [] }), 'flags', /bad-txns-vin-empty/],
  ['tx', tx({ outputs: [] }), 'vout', /bad-txns-vout-empty/],
  ['tx', tx({ inputs: [outpoint(1), outpoint(2), outpoint(1)] }), 'vin', /inputs-duplicate/],
  ['tx', tx({ inputs: [outpoint(1), COINBASE] }), 'vin', /bad-txns-prevout-null/],
  ['tx', tx({ inputs: [COINBASE], script: 1 }), 'vin', /bad-cb-length/],
  ['tx', tx({ inputs: [COINBASE], script: 101 }), 'vin', /bad-cb-length/],
  ['tx', tx({ outputs: [20n * million, 2n * million] }), 'output value', /txouttotal-toolarge/],
  [
    'tx',
    tx({ outputs: Array.from({ length: 20 }, () => 1n), outputScript: 50_000 }),
    'weight',
    /bad-txns-oversize/,
  ],
  ['block', block(), 'coinbase', /bad-blk-length/],
  ['block', block(tx()), 'coinbase', /bad-cb-missing/],
  ['block', block(coinbase, tx(), coinbase), 'coinbase', /bad-cb-multiple/],
];

const UNMARKED: readonly Unmarked[] = [
  ['headers', headers(first, second), 'continuity'],
  ['cmpctblock', compactBlock([1], [index(1), tx()]), 'prefilledtxn'],
  ['cmpctblock', compactBlock([1], [index(0), tx()], [index(1), tx()]), 'prefilledtxn'],
  ['cmpctblock', compactBlock([1, 2, 3]), 'shorttxids'],
  ['getblocktxn', Buffer.concat([Buffer.alloc(32), Buffer.of(1, 0)]), 'indexes'],
  ['sendtxrcncl', Buffer.alloc(12, 1), 'peer_txreconcl_version'],
  ['addr', addr(100_000_001, 1), 'vAddr > [0] > nTime'],
  ['addr', addr(100_000_001, 1024), 'vAddr > [0] > nServices'],
  ['inv', Buffer.concat([Buffer.of(1), u32(2), Buffer.alloc(32)]), 'vInv > [0] > type'],
  ['getdata', Buffer.concat([Buffer.of(1), u32(3), Buffer.alloc(32)]), 'vInv > [0] > type'],
  ['pong', Buffer.alloc(8, 1), 'nonce'],
  ['getcfheaders', Buffer.alloc(37), 'filter_type'],
  ['tx', tx({ inputs: [outpoint(1), outpoint(2)] }), 'vin'],
  ['tx', tx({ inputs: [outpoint(0), outpoint(0, 1)] }), 'vin'],
  ['tx', tx(), 'vout'],
  ['tx', coinbase, 'vin'],
  ['tx', tx({ outputs: [20n * million, million] }), 'output value'],
  ['tx', tx({ outputs: [1n], outputScript: 50_000 }), 'weight'],
  ['block', block(coinbase, tx()), 'coinbase'],
];

describe('what Core checks of a message after reading it', () => {
  for (const [type, payload, path, expected] of MARKED)
    it(`${type}: ${path}: ${expected.source}`, () => {
      assert.match(warning(type, payload, path) ?? '', expected);
    });

  for (const [type, payload, path] of UNMARKED)
    it(`${type}: ${path} of ${payload.length} bytes passes`, () => {
      assert.equal(warning(type, payload, path), undefined);
    });

  it('says nothing of one header', () => {
    const { root } = decodeMessage('headers', headers(second));
    assert.equal(root.child('continuity'), undefined);
  });

  it('passes for the transactions, blocks and compact blocks of a real session', () => {
    const parts = ['vin', 'vout', 'output value', 'weight', 'coinbase', 'vtx'];
    const compact = ['shorttxids', 'prefilledtxn', 'transactions', 'continuity'];
    let looked = 0;
    for (const { messageType, payload } of sessionMessages()) {
      if (!['tx', 'block', 'cmpctblock', 'headers'].includes(messageType)) continue;
      const { root, error } = decodeMessage(messageType, payload, { chain: 'regtest' });
      if (error) continue;
      for (const field of root.children())
        if ([...parts, ...compact].includes(field.name)) {
          assert.equal(field.warning, undefined, `${messageType} ${field.name}`);
          looked++;
        }
    }
    assert.ok(looked > 100);
  });
});
