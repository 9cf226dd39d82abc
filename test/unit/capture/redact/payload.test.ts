import assert from 'node:assert/strict';
import { decodeMessage, TRAILING, UNDECODED } from '../../../../src/bitcoin/decodeMessage';
import { RECORDS } from '../../../../src/bitcoin/messages/records';
import type { Field } from '../../../../src/bitcoin/read/field';
import { redactPayload } from '../../../../src/capture/redact/payload';
import { PAYLOAD_RULES, type MessageRules } from '../../../../src/capture/redact/payloadRules';
import { keep, type Rule } from '../../../../src/capture/redact/rules';
import { Tools, type RedactOptions } from '../../../../src/capture/redact/tools';
import { sessionMessages } from '../../bitcoin/sessionMessages';
import { Finder } from './finder';
import { ODD, type Planted, WELL_FORMED } from './plantedMessages';

const KEY = Buffer.alloc(32, 5);
const REPLACED: RedactOptions = { key: KEY, transactions: true, times: true };

function redacted(
  { type, payload }: Pick<Planted, 'type' | 'payload'>,
  options: RedactOptions = { key: KEY },
  size = payload.length,
): Buffer {
  const into = Buffer.alloc(payload.length);
  redactPayload(type, payload, size, into, new Tools(options));
  return into;
}

function left(messages: readonly Planted[], options: RedactOptions, chain: boolean): string[] {
  return messages.flatMap((message) => {
    const finder = new Finder();
    for (const secret of message.secrets) finder.addParts(secret);
    if (chain) for (const secret of message.chainSecrets) finder.addParts(secret);
    const found = finder.find(redacted(message, options));
    return found.map(({ at, pattern }) => `${message.type} ${at} ${pattern.toString('hex')}`);
  });
}

/** Fields that a redaction may change, when it leaves transactions as they are. */
const CHANGED = new Set([
  'version addrMe m_addr',
  'version addrMe port',
  'version addrFrom m_addr',
  'version addrFrom port',
  'version nNonce',
  'version strSubVer bytes',
  'sendtxrcncl remote_salt',
  'feature feature_id bytes',
  'feature feature_data bytes',
  'ping nonce',
  'pong nonce',
  'addr vAddr m_addr',
  'addr vAddr port',
  'addrv2 vAddr m_addr',
  'addrv2 vAddr port',
  'filterload vData bytes',
  'filterload nTweak',
  'filteradd vData bytes',
  ...['nVersion', 'nRelayUntil', 'nExpiration', 'nID', 'nCancel', 'setCancel'].map(
    (name) => `alert vchMsg ${name}`,
  ),
  ...['nMinVer', 'nMaxVer', 'nPriority'].map((name) => `alert vchMsg ${name}`),
  'alert vchMsg setSubVer bytes',
  'alert vchMsg strComment bytes',
  'alert vchMsg strStatusBar bytes',
  'alert vchMsg strReserved bytes',
  'alert vchMsg bytes',
  'alert vchSig bytes',
  'reject message bytes',
  'reject reason bytes',
]);

/** Walks two messages side by side: their structure has to be the same. @returns Fields that differ. */
function differing(a: Field, b: Field, path: string, found: Set<string>): Set<string> {
  const shape = ({ name, type, start, end, broken }: Field) => ({
    name,
    type: type.name,
    start,
    end,
    broken,
  });
  assert.deepEqual(shape(b), shape(a), path);
  if (a.name === TRAILING || a.name === UNDECODED) return found;
  const [mine, others] = [a, b].map((field) => field.children().filter(({ derived }) => !derived));
  assert.equal(others!.length, mine!.length, path);
  for (const [i, child] of mine!.entries()) {
    const name = child.name.startsWith('[') ? '' : ` ${child.name}`;
    differing(child, others![i]!, `${path}${name}`, found);
  }
  if (mine!.length === 0 && !Buffer.from(a.bytes).equals(b.bytes)) found.add(path);
  return found;
}

function compare(
  type: string,
  payload: Buffer,
  options: RedactOptions,
  size?: number,
): Set<string> {
  const out = redacted({ type, payload }, options, size);
  assert.equal(out.length, payload.length);
  const decode = (bytes: Buffer) =>
    decodeMessage(type, bytes, { scripts: false, ...(size !== undefined && { size }) });
  const [before, after] = [decode(payload), decode(out)];
  assert.deepEqual(
    [after.error?.offset, after.error?.cut],
    [before.error?.offset, before.error?.cut],
    `${type} ${payload.toString('hex')}`,
  );
  return differing(before.root, after.root, type, new Set());
}

describe('a redacted payload', () => {
  const all = [...WELL_FORMED, ...ODD];

  it('is planned for each message type, and each is tried', () => {
    const names = RECORDS.map(({ name }) => name).sort();
    assert.deepEqual(Object.keys(PAYLOAD_RULES).sort(), names);
    assert.deepEqual(WELL_FORMED.map(({ type }) => type).sort(), names);
    for (const { type, payload } of WELL_FORMED) {
      const { error, root } = decodeMessage(type, payload);
      assert.equal(error, undefined, type);
      assert.ok(!root.children().some(({ name }) => name === TRAILING), type);
    }
    for (const [type, rules] of Object.entries<MessageRules>(PAYLOAD_RULES)) {
      if (rules === 'chain') continue;
      const { payload } = WELL_FORMED.find((each) => each.type === type)!;
      const fields = decodeMessage(type, payload).root.children();
      const has = fields.filter(({ derived }) => !derived).map(({ name }) => name);
      assert.deepEqual(Object.keys(rules).sort(), has.sort(), type);
    }
  });

  it('has nothing left of addresses, names, drawn numbers and bytes that may hold anything', () => {
    const secrets = all.flatMap((message) => message.secrets);
    assert.ok(secrets.length > 100);
    assert.deepEqual(left(all, { key: KEY }, false), []);
    assert.deepEqual(left(all, REPLACED, true), []);
  });

  it('shows that a field is not treated, whichever it is', () => {
    const table = PAYLOAD_RULES as Record<string, MessageRules>;
    let tried = 0;
    for (const [type, rules] of Object.entries(table)) {
      const messages = WELL_FORMED.filter((each) => each.type === type);
      const fails = (changed: MessageRules, options: RedactOptions, what: string): void => {
        table[type] = changed;
        assert.notDeepEqual(left(messages, options, options.transactions === true), [], what);
        table[type] = rules;
        tried++;
      };
      try {
        if (rules === 'chain') {
          const anything = new Proxy<Record<string, Rule>>({}, { get: () => keep });
          fails(anything, REPLACED, type);
          continue;
        }
        for (const [name, rule] of Object.entries(rules)) {
          if (rule === keep || name === 'nTime') continue;
          fails({ ...rules, [name]: keep }, REPLACED, `${type} ${name}`);
        }
      } finally {
        table[type] = rules;
      }
    }
    assert.ok(tried > 40, `${tried}`);
  });

  it('has the structure of what it stands for, and differs in the fields only that have stand-ins', () => {
    const differ = new Set<string>();
    for (const { type, payload } of [...all, ...sessionMessages().map(asPlanted)])
      for (const path of compare(type, payload, { key: KEY })) differ.add(path);
    assert.deepEqual(
      [...differ].filter((path) => !CHANGED.has(path)),
      [],
    );
    assert.deepEqual(
      [...CHANGED].filter((path) => !differ.has(path)),
      [],
      'these stay as they are',
    );
    for (const { type, payload } of [...all, ...sessionMessages().map(asPlanted)])
      compare(type, payload, REPLACED);
  });

  it('breaks where it broke, wherever it was cut', () => {
    for (const { type, payload, secrets } of all) {
      const finder = new Finder();
      for (const secret of secrets) finder.addParts(secret);
      for (let end = 0; end < payload.length; end++) {
        const cut = payload.subarray(0, end);
        compare(type, cut, { key: KEY });
        compare(type, cut, { key: KEY }, payload.length);
        const found = finder.find(redacted({ type, payload: cut }));
        assert.equal(found.length, 0, `${type} of ${end} bytes, at ${found[0]?.at}`);
      }
    }
  });

  it('shifts times by whole seconds, all by the same', () => {
    const times = (bytes: Buffer, type: string): bigint[] =>
      timesOf(decodeMessage(type, bytes).root);
    let count = 0;
    const { shift } = new Tools(REPLACED);
    assert.ok(shift < -31_000_000 && shift > -320_000_000, `${shift}`);
    for (const message of WELL_FORMED) {
      const before = times(message.payload, message.type);
      const after = times(redacted(message, REPLACED), message.type);
      assert.deepEqual(
        after,
        before.map((time) => time + BigInt(shift)),
        message.type,
      );
      count += before.length;
      assert.deepEqual(times(redacted(message), message.type), before);
    }
    assert.ok(count > 20, `${count}`);
  });

  it('has the same stand-in for the same hash in every message', () => {
    const hash = Buffer.alloc(32, 9);
    const entry = (type: number) => Buffer.concat([Buffer.from([1, type, 0, 0, 0]), hash]);
    const where: [string, Buffer, number][] = [
      ['inv', entry(1), 5],
      ['getdata', entry(2), 5],
      ['getblocktxn', Buffer.concat([hash, Buffer.from([0])]), 0],
      ['getcfcheckpt', Buffer.concat([Buffer.from([0]), hash]), 1],
      ['headers', Buffer.concat([Buffer.from([1, 4, 0, 0, 0]), hash, Buffer.alloc(45)]), 5],
    ];
    const standIns = where.map(([type, payload, at]) =>
      redacted({ type, payload }, REPLACED).toString('hex', at, at + 32),
    );
    assert.equal(new Set(standIns).size, 1);
    assert.notEqual(standIns[0], hash.toString('hex'));
    const none = Buffer.alloc(33);
    assert.deepEqual(redacted({ type: 'getcfcheckpt', payload: none }, REPLACED), none);
  });
});

function asPlanted({ messageType, payload }: { messageType: string; payload: Buffer }): Planted {
  return { type: messageType, payload, secrets: [], chainSecrets: [] };
}

const TIMES = new Set(['nTime']);

function timesOf(field: Field): bigint[] {
  const parts = field.children().filter(({ derived }) => !derived);
  if (parts.length === 0 && TIMES.has(field.name)) return [BigInt(String(field.value))];
  return parts.flatMap(timesOf);
}
