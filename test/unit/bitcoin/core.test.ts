import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { content } from '../../../src/bitcoin/read/byteString';
import type { Field } from '../../../src/bitcoin/read/field';
import type { Chain } from '../../../src/bitcoin/read/payload';
import { scriptAsm } from '../../../src/bitcoin/script/asm';
import { destination } from '../../../src/bitcoin/script/destination';
import { btc } from '../../../src/bitcoin/text/amount';
import { hex } from '../../../src/bitcoin/text/hex';
import { assertAccounting, readEverything } from './accounting';

interface Transaction {
  hex: string;
  txid: string;
  hash: string;
  version: number;
  weight: number;
  vsize: number;
  locktime: number;
  vin: { txid: string; vout: number; asm: string; sequence: number; witness: string[] }[];
  vout: { value: string; asm: string; type: string; address: string | null }[];
}

/** What Bitcoin Core 31.99 answered. */
interface Answers {
  /** decodescript, on each chain. */
  scripts: {
    hex: string;
    asm: string;
    type: string;
    addresses: Partial<Record<Chain, string>>;
  }[];
  /** getblock 0, getblockheader. */
  genesis: Record<Chain, { hex: string; hash: string; difficulty: number; target: string }>;
  /** decoderawtransaction on regtest, of valid and of mutated ones. */
  transactions: Transaction[];
  refusedTransactions: string[];
  /** Message type, payload, and the exception that its node logged on receipt. */
  verdicts: [string, string, string | null][];
}

const path = join(__dirname, '../../fixtures/core.decoded.json.gz');
const core = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Answers;

describe('Bitcoin Core’s own answers', () => {
  it('are ours for scripts and addresses on every chain', () => {
    for (const { hex: script, asm, type, addresses } of core.scripts) {
      const bytes = Buffer.from(script, 'hex');
      assert.equal(scriptAsm(bytes), asm, script);
      for (const chain of Object.keys(core.genesis) as Chain[]) {
        const found = destination(bytes, chain);
        assert.equal(found.type, type, script);
        assert.equal(found.address?.(), addresses[chain], script);
      }
    }
  });

  it('are ours for the genesis block of every chain', () => {
    for (const [chain, expected] of Object.entries(core.genesis)) {
      const payload = Buffer.from(expected.hex, 'hex');
      const { root } = decodeMessage('block', payload, { chain: chain as Chain });
      const header = root.child('header')!;
      assert.equal(header.child('hash')!.value, expected.hash);
      // Core prints sixteen digits.
      const difficulty = header.child('difficulty')!.value as number;
      assert.equal(Number(difficulty.toPrecision(16)), expected.difficulty);
      assert.equal(header.child('target')!.value, expected.target);
      assert.equal(header.child('proof of work')!.value, true);
      assert.equal(root.child('merkle root')!.value, true);
    }
  });

  it('are ours for transactions', () => {
    for (const { hex: bytes, ...expected } of core.transactions) {
      const { root, error } = decodeMessage('tx', Buffer.from(bytes, 'hex'), {
        chain: 'regtest',
      });
      assert.equal(error, undefined);
      assert.deepEqual(transactionView(root), expected);
    }
  });

  it('are ours for what is not a transaction', () => {
    for (const bytes of core.refusedTransactions) {
      const { root, error } = decodeMessage('tx', Buffer.from(bytes, 'hex'));
      assert.ok(error ?? root.child('trailing bytes'), bytes);
    }
  });

  it('are ours for which messages are malformed, and why', () => {
    for (const [messageType, payload, exception] of core.verdicts) {
      const message = readEverything(messageType, Buffer.from(payload, 'hex'));
      const reason = exception?.replace(/^DataStream::\w+\(\): /, '');
      const ours = message.error?.reason;
      assert.equal(ours?.slice(0, reason?.length), reason, `${messageType} ${payload}`);
      assertAccounting(message);
    }
  });
});

function transactionView(root: Field): Omit<Transaction, 'hex'> {
  const value = (field: Field, ...names: string[]): never =>
    names.reduce((at, name) => at.child(name)!, field).value as never;
  const stacks = root.child('scriptWitness')?.children();
  return {
    txid: value(root, 'txid'),
    hash: value(root, 'wtxid'),
    version: value(root, 'version'),
    weight: value(root, 'weight'),
    vsize: value(root, 'vsize'),
    locktime: value(root, 'nLockTime'),
    vin: (root.child('vin')?.children(1) ?? []).map((input, index) => ({
      txid: value(input, 'prevout', 'hash'),
      vout: value(input, 'prevout', 'n'),
      asm: scriptAsm(content(input.child('scriptSig')!), true),
      sequence: value(input, 'nSequence'),
      witness: (stacks?.[index]?.children(1) ?? []).map((element) => hex(content(element))),
    })),
    vout: (root.child('vout')?.children(1) ?? []).map((output) => {
      const script = output.child('scriptPubKey')!;
      return {
        value: btc(value(output, 'nValue')),
        asm: script.text,
        type: script.child('type')?.text ?? 'nonstandard',
        address: script.child('address')?.text ?? null,
      };
    }),
  };
}
