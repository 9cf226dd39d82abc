import { hash256 } from '../hash';
import { equal, merkleRoot } from '../merkle';
import { fact, type Fact, once } from '../read/fact';
import { ByteReader } from '../read/byteReader';
import { type Field, NONE } from '../read/field';
import { formatCount } from '../../shared/text/quantity';
import { reversedHex } from '../text/hex';
import { coinbaseHeight, witnessCommitment } from './coinbase';
import { MAX_BLOCK_WEIGHT } from './transactionFacts';
import { transaction } from './transactions';
import { knownShape, shapeAt, type TransactionShape } from './transactionShape';

/** 32 zeros, each a character: stands for the coinbase, whose hash would cover itself. */
const NO_HASH = '\0'.repeat(32);
/** Bytes [36, 68) of a header. */
const MERKLE_ROOT = 36;

/** What a whole block says about itself, and whether it holds. */
export function blockFacts(self: Field, [header, vtx]: Field[]): Field[] {
  const shapes = once(() => shapesOf(vtx!));
  const coinbase = vtx!.children(1, 2)[0];
  const facts = [
    fact(self, 'weight', () => blockWeight(self, vtx!, shapes())),
    fact(vtx!, 'merkle root', () => merkleCheck(header!, shapes())),
    fact(vtx!, 'coinbase', () => coinbaseCheck(shapes())),
  ];
  if (!coinbase) return facts;
  const height =
    Number(header!.child('nVersion')?.value) >= 2 ? coinbaseHeight(coinbase) : undefined;
  if (height !== undefined)
    facts.push(fact(coinbase, 'height', () => ({ value: height, text: formatCount(height) })));
  return [...facts, fact(vtx!, 'witness commitment', () => commitmentCheck(coinbase, shapes()))];
}

function shapesOf({ payload, start: from, end }: Field): TransactionShape[] {
  const reader = new ByteReader(payload, from, end);
  return Array.from({ length: reader.compactSize() }, () => {
    const start = reader.offset;
    const known = knownShape(payload, start);
    if (known) {
      reader.offset = known.end;
      return known;
    }
    transaction.skip(reader, NONE);
    return shapeAt(payload, start, reader.offset);
  });
}

/** GetBlockWeight of Core's consensus/validation.h. */
function blockWeight(self: Field, vtx: Field, shapes: TransactionShape[]): Fact {
  const [size] = vtx.children(0, 1);
  const outside = 80 + size!.end - size!.start;
  const total = self.end - self.start;
  const base = shapes.reduce((sum, shape) => sum + shape.baseSize, outside);
  const value = 3 * base + total;
  const warning = value > MAX_BLOCK_WEIGHT ? 'above MAX_BLOCK_WEIGHT (4,000,000)' : undefined;
  return { value, text: `${formatCount(value)} WU`, warning };
}

/** CheckBlock of Core's validation.cpp. */
function coinbaseCheck(shapes: TransactionShape[]): Fact {
  const [first, ...rest] = shapes;
  if (!first)
    return { value: false, text: 'missing: there are no transactions', warning: 'bad-blk-length' };
  if (!first.isCoinbase)
    return {
      value: false,
      text: 'missing: the first transaction is not one',
      warning: 'bad-cb-missing',
    };
  return rest.some((shape) => shape.isCoinbase)
    ? { value: false, text: 'another transaction is one as well', warning: 'bad-cb-multiple' }
    : { value: true, text: 'the first transaction, and no other' };
}

/** CheckMerkleRoot of Core's validation.cpp. */
function merkleCheck(header: Field, shapes: TransactionShape[]): Fact {
  const { root, mutated } = merkleRoot(shapes.map((shape) => shape.txidText));
  const at = header.start + MERKLE_ROOT;
  const claimed = header.payload.bytes.subarray(at, at + 32);
  if (!equal(root, claimed))
    return {
      value: false,
      text: `invalid: the transactions give ${reversedHex(root)}`,
      warning: 'bad-txnmrklroot',
    };
  return mutated
    ? { value: false, text: 'invalid: transactions are repeated', warning: 'bad-txns-duplicate' }
    : { value: true, text: 'valid: it follows from the transactions' };
}

/** CheckWitnessMalleation of Core's validation.cpp; BIP141. */
function commitmentCheck(coinbase: Field, shapes: TransactionShape[]): Fact {
  const commitment = witnessCommitment(coinbase);
  const witnesses = shapes.some(({ baseSize, weight }) => weight !== 4 * baseSize);
  if (!commitment)
    return witnesses
      ? { value: false, text: 'none, though there are witnesses', warning: 'unexpected-witness' }
      : { value: undefined, text: 'none, as no transaction has a witness' };
  if (!witnesses)
    return { value: undefined, text: 'not to be checked: the block was sent without witnesses' };
  const { hash, nonce } = commitment;
  if (nonce?.length !== 32)
    return {
      value: false,
      text: 'invalid: the coinbase has no witness of 32 bytes',
      warning: 'bad-witness-nonce-size',
    };
  const leaves = shapes.map((shape, index) => (index === 0 ? NO_HASH : shape.wtxidText));
  const value = equal(hash256(merkleRoot(leaves).root, nonce), hash);
  return value
    ? { value, text: 'valid: it follows from the witnesses' }
    : { value, text: 'invalid', warning: 'bad-witness-merkle-match' };
}
