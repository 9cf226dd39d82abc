import assert from 'node:assert/strict';
import { compactMessage, decodeMessage } from '../../../src/bitcoin/decodeMessage';
import { childrenJson } from '../../../src/bitcoin/fieldJson';
import { piecesOf } from '../../../src/shared/text/jsonBytes';
import { scriptAsm } from '../../../src/bitcoin/script/asm';
import { examples } from '../../fuzz/examples';
import { mutate } from '../../fuzz/mutate';
import { Random } from '../support/random';
import { sessionMessages } from './sessionMessages';

/** A field as the full form has it. */
interface FullField {
  name: string;
  type: string;
  value?: unknown;
  derived?: true;
  broken?: true;
  children?: FullField[];
}

/** What compact JSON has in its place, by its own rules: read off the full form, not off the bytes. */
function compact(
  { type, value, derived, broken, children = [] }: FullField,
  name: string,
): unknown {
  if (type === 'CScript' && !broken) return script(value as string, children, name);
  if (value !== undefined) return value;
  if (derived) return null;
  if (/^std::vector|\[\]$|^CScriptWitness$/.test(type))
    return children.filter((each) => each.name.startsWith('[')).map((each) => compact(each, name));
  return members(children);
}

function members(fields: FullField[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((each) => [each.name, compact(each, each.name)]));
}

function script(hex: string, parts: FullField[], name: string): unknown {
  const facts = Object.fromEntries(
    parts.filter(({ derived }) => derived).map((each) => [each.name, each.value]),
  );
  return { hex, asm: scriptAsm(Buffer.from(hex, 'hex'), name === 'scriptSig'), ...facts };
}

function check(messageType: string, bytes: Uint8Array): void {
  const { root, error, notes } = decodeMessage(messageType, bytes, { chain: 'regtest' });
  const full = JSON.parse([...childrenJson(root)].join('')) as FullField[];
  const found = compactMessage(messageType, bytes, { chain: 'regtest' });
  const text = piecesOf(found.write).join('');
  assert.match(text, /^[ -~]*$/);
  const named = `${messageType} ${Buffer.from(bytes).toString('hex').slice(0, 200)}`;
  assert.deepEqual(JSON.parse(text), members(full), named);
  assert.deepEqual([found.error, found.notes], [error, notes], named);
}

describe('compactMessage', () => {
  it('says by name and value what the full form says of every message of a session', () => {
    for (const { messageType, payload } of sessionMessages()) check(messageType, payload);
  });

  it('says it of every type, mutated', () => {
    const random = new Random(1234);
    const corpus = examples().filter(({ payload }) => payload.length < 5000);
    for (const { messageType, payload } of corpus) check(messageType, payload);
    for (let count = 0; count < 20_000; count++) {
      const { messageType, payload } = random.pick(corpus);
      check(messageType, mutate(random, payload, random.pick(corpus).payload));
    }
  }).timeout(240_000);

  it('leaves scripts as bytes where they are not to be taken apart', () => {
    const { payload } = sessionMessages().find(({ messageType }) => messageType === 'tx')!;
    const fields = piecesOf(compactMessage('tx', payload, { scripts: false }).write);
    const { vout } = JSON.parse(fields.join('')) as { vout: { scriptPubKey: unknown }[] };
    assert.match(String(vout[0]!.scriptPubKey), /^[0-9a-f]+$/);
  });
});
