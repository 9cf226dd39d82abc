import assert from 'node:assert/strict';
import { decodeMessage, TRAILING, UNDECODED } from '../../../src/bitcoin/decodeMessage';
import { RECORDS } from '../../../src/bitcoin/messages/records';
import type { Field } from '../../../src/bitcoin/read/field';
import { examples } from '../../fuzz/examples';
import { assertAccounting, readEverything } from './accounting';
import { sessionMessages } from './sessionMessages';

const LAID_OUT = RECORDS.map(({ name }) => name);
const session = sessionMessages();

function first(type: string, longerThan = 0): Buffer {
  const found = session.find((m) => m.messageType === type && m.payload.length > longerThan)!;
  return Buffer.from(found.payload);
}

function decode(type: string, hex: string): Field {
  return decodeMessage(type, Buffer.from(hex.replaceAll(' ', ''), 'hex'), { chain: 'regtest' })
    .root;
}

/** A vector of so many elements of zeros. */
function zeros(count: number, size: number): Buffer {
  return Buffer.concat([compactSize(count), Buffer.alloc(count * size)]);
}

function compactSize(value: number): Buffer {
  if (value < 0xfd) return Buffer.of(value);
  if (value < 0x10000) return Buffer.of(0xfd, value & 0xff, value >> 8);
  const long = Buffer.of(0xfe, 0, 0, 0, 0);
  long.writeUInt32LE(value, 1);
  return long;
}

describe('the table of layouts', () => {
  it('names where each is defined and what Core does', () => {
    for (const type of LAID_OUT) {
      const { layout } = decodeMessage(type, Buffer.alloc(0));
      assert.match(layout!.core, /\.(cpp|h)$/);
      assert.match(layout!.receipt, /^Core .*\.$/);
      for (const bip of layout!.bips) assert.match(bip, /^BIP\d+$/);
    }
  });

  it('reads an example of each', () => {
    const read = new Set(examples().map(({ messageType }) => messageType));
    for (const type of LAID_OUT) assert.ok(read.has(type), type);
    for (const { messageType, payload } of examples())
      assertAccounting(readEverything(messageType, payload));
  });

  it('says of an unknown type that it is', () => {
    const { root, layout, notes, error } = decodeMessage('no\u0007pe', Buffer.from('ab'));
    assert.equal(layout, undefined);
    assert.equal(error, undefined);
    assert.deepEqual(notes, ['Core does not know no⟨U+0007⟩pe, and ignores it.']);
    assert.deepEqual(
      root.children().map(({ name }) => name),
      [UNDECODED],
    );
  });
});

describe('what Core accepts', () => {
  it('is bytes after the last field', () => {
    const { root, error } = decodeMessage('verack', Buffer.of(1, 2));
    assert.equal(error, undefined);
    const rest = root.child(TRAILING)!;
    assert.equal(rest.text, '0102');
    assert.equal(rest.warning, 'Core ignores them');
    assert.equal(
      decode('feature', '04 42495000 00 ff').child(TRAILING)!.warning,
      'Core disconnects',
    );
  });

  it('is an empty ping, and a pong that is short', () => {
    assert.deepEqual(decode('ping', '').children(), []);
    const { root, error } = decodeMessage('pong', Buffer.alloc(7));
    assert.equal(error, undefined);
    assert.match(root.child(TRAILING)!.warning!, /Short payload/);
  });

  it('is an empty ping by the version of the peer (BIP31)', () => {
    const ping = (bytes: number, peerVersion?: number) => {
      const { error, notes } = decodeMessage('ping', Buffer.alloc(bytes), { peerVersion });
      return [error?.reason, error?.offset, notes.length];
    };
    assert.deepEqual(ping(0, 60001), ['end of data: 8 bytes are needed, 0 remain', 0, 0]);
    assert.deepEqual(ping(0, 60000), [undefined, undefined, 0]);
    assert.deepEqual(ping(3, 60000), [undefined, undefined, 0]);
    // What it is depends on what is not known here.
    assert.deepEqual(ping(0), [undefined, undefined, 1]);
    for (const version of [undefined, 60001])
      assert.deepEqual(ping(8, version), [undefined, undefined, 0]);
  });

  it('is what Core heeds by the version of the peer', () => {
    const notes = (type: string, peerVersion?: number) =>
      decodeMessage(type, Buffer.from('046162636400', 'hex'), { peerVersion }).notes;
    assert.match(notes('wtxidrelay', 70015)[0]!, /ignores it.*70015 is below 70016/);
    assert.match(notes('feature', 70016)[0]!, /disconnects.*70016 is below 70017/);
    for (const version of [undefined, 70017])
      for (const type of ['wtxidrelay', 'feature']) assert.deepEqual(notes(type, version), []);
  });

  it('is a transaction without inputs and outputs', () => {
    const { root, error } = decodeMessage('tx', Buffer.from('02000000000000000000', 'hex'));
    assert.equal(error, undefined);
    // Core: decoderawtransaction 02000000000000000000 true
    assert.equal(
      root.child('txid')!.value,
      '4ebd325a4b394cff8c57e8317ccf5a8d0e2bdf1b8526f8aad6c8e43d8240621a',
    );
  });
});

describe('what Core refuses', () => {
  const header = '00'.repeat(80);
  for (const [what, type, hex, offset, reason] of [
    ['a size that is longer than need be', 'inv', 'fd0100', 0, /non-canonical/],
    [
      'a user agent that is too long',
      'version',
      `${'00'.repeat(80)}fd0101${'41'.repeat(257)}`,
      83,
      /limit exceeded: 257 > 256/,
    ],
    [
      'a feature id that is too long',
      'feature',
      `51${'41'.repeat(81)}00`,
      1,
      /limit exceeded: 81 > 80/,
    ],
    [
      'an address that is too long',
      'addrv2',
      '01 00000000 00 63 fd0102 0000',
      10,
      /Address too long: 513 > 512/,
    ],
    [
      'an onion address of another size',
      'addrv2',
      '01 00000000 00 04 10 0000',
      8,
      /TORv3 address with length 16 \(should be 32\)/,
    ],
    [
      'witnesses that are all empty',
      'tx',
      `02000000 0001 01 ${'00'.repeat(36)} 00 ffffffff 00 00 00000000`,
      50,
      /Superfluous witness/,
    ],
    [
      'flags that nobody knows',
      'tx',
      `02000000 0002 00 00 00000000`,
      8,
      /Unknown transaction optional data/,
    ],
    [
      'an index beyond 16 bits',
      'getblocktxn',
      `${'00'.repeat(32)} 02 fdffff 00`,
      37,
      /differential value overflow/,
    ],
    [
      'a prefilled index beyond 16 bits',
      'cmpctblock',
      `${header}${'00'.repeat(8)} 00 01 fe00000100`,
      95,
      /exceeds limit of type/,
    ],
  ] as const)
    it(what, () => {
      const message = readEverything(type, Buffer.from(hex.replaceAll(' ', ''), 'hex'));
      assert.equal(message.error?.offset, offset);
      assert.match(message.error.reason, reason);
      assertAccounting(message);
    });

  it('leaves all fields up to the break', () => {
    const payload = first('tx', 100);
    const { root, error } = decodeMessage('tx', payload.subarray(0, 50));
    assert.ok(error);
    assert.equal(root.child('version')!.value, 2);
    const input = root.child('vin')!.children(1)[0]!;
    assert.equal(input.broken, error.offset < 48);
    assert.equal(root.child('txid'), undefined);
    assert.equal(root.child(UNDECODED)?.start ?? 50, error.offset);
  });

  it('is not what was merely captured in part', () => {
    const payload = first('block');
    const { error } = decodeMessage('block', payload.subarray(0, 100), { size: payload.length });
    assert.equal(error?.cut, true);
    assert.match(error.reason, /captured bytes end here/);
  });
});

describe('what Core holds against a message', () => {
  for (const [type, payload, field, warning] of [
    ['inv', zeros(50_001, 36), 'vInv', /50,001 are more than 50,000: .*MAX_INV_SZ/],
    ['getdata', zeros(50_001, 36), 'vInv', /MAX_INV_SZ/],
    ['addr', zeros(1001, 30), 'vAddr', /MAX_ADDR_TO_SEND/],
    ['headers', zeros(2001, 81), 'headers', /MAX_HEADERS_RESULTS/],
    ['filteradd', zeros(521, 1), 'vData', /bad filteradd/],
    ['filterload', Buffer.concat([zeros(36_001, 1), Buffer.alloc(9)]), 'vData', /too-large/],
    ['filterload', Buffer.from('00330000000000000000', 'hex'), 'nHashFuncs', /too-large/],
    ['feefilter', Buffer.from('ffffffffffffffff', 'hex'), 'newFeeFilter', /MoneyRange/],
    ['sendcmpct', Buffer.from('020200000000000000', 'hex'), 'sendcmpct_hb', /invalid sendcmpct/],
    ['sendcmpct', Buffer.from('000100000000000000', 'hex'), 'sendcmpct_version', /version 2/],
    ['feature', Buffer.from('0342495000', 'hex'), 'feature_id', /shorter than 4/],
    ['getcfilters', Buffer.alloc(37, 1), 'filter_type', /basic filters only/],
  ] as const)
    it(`${type}: ${field} ${String(warning)}`, () => {
      const { root, error } = decodeMessage(type, payload);
      assert.equal(error, undefined);
      assert.match(root.child(field)!.warning!, warning);
    });

  it('nothing at the limit', () => {
    assert.equal(decodeMessage('inv', zeros(50_000, 36)).root.child('vInv')!.warning, undefined);
    assert.equal(
      decodeMessage('headers', zeros(2000, 81)).root.child('headers')!.warning,
      undefined,
    );
  });

  it('a locator of more than 101', () => {
    const payload = Buffer.concat([Buffer.alloc(4), zeros(102, 32), Buffer.alloc(32)]);
    const have = decodeMessage('getheaders', payload).root.child('locator')!.child('vHave')!;
    assert.match(have.warning!, /MAX_LOCATOR_SZ/);
  });
});

describe('addresses', () => {
  for (const [text, hex] of [
    ['1.2.3.4:8333', '01 04 01020304'],
    ['[2a02:b10c::1]:8333', '02 10 2a02b10c000000000000000000000001'],
    ['[::]:8333', '02 10 00000000000000000000000000000000'],
    ['[1:0:1:1:1:1:1:1]:8333', '02 10 00010000000100010001000100010001'],
    ['[1:0:0:1::1]:8333', '02 10 00010000000000010000000000000001'],
    ['[fc00::1]:8333', '06 10 fc000000000000000000000000000001'],
    ['abcd:8333', '63 02 abcd'],
  ] as const)
    it(text, () => {
      const [entry] = decode('addrv2', `01 00000000 00 ${hex} 208d`).child('vAddr')!.children(1);
      assert.equal(entry!.text, text);
    });

  for (const [what, hex, note] of [
    ['an unknown network', '63 02 abcd', /does not know/],
    ['IPv4 within IPv6', '02 10 00000000000000000000ffff01020304', /IPv4 address within/],
    ['Tor v2 within IPv6', '02 10 fd87d87eeb4300000000000000000000', /Tor v2/],
    ['an internal one', '02 10 fd6b88c0872400000000000000000000', /internal/],
  ] as const)
    it(`is ignored by Core: ${what}`, () => {
      const [entry] = decode('addrv2', `01 00000000 00 ${hex} 208d`).child('vAddr')!.children(1);
      assert.match(entry!.child('m_addr')!.warning!, note);
    });

  it('has services by name', () => {
    const [entry] = decode('addrv2', '01 00000000 fd0904 01 04 01020304 208d')
      .child('vAddr')!
      .children(1);
    assert.equal(entry!.child('nServices')!.text, 'NETWORK, WITNESS, NETWORK_LIMITED (0x409)');
  });
});

describe('checks of a block', () => {
  const find = (root: Field, name: string): unknown => root.child(name)!.value;

  it('hold for every block of the session', () => {
    for (const { messageType, payload } of session) {
      if (messageType !== 'block') continue;
      const { root } = decodeMessage(messageType, payload, { chain: 'regtest' });
      assert.equal(find(root, 'merkle root'), true);
      assert.notEqual(find(root, 'witness commitment'), false);
      assert.equal(find(root.child('header')!, 'proof of work'), true);
    }
  });

  it('fail where a byte is another', () => {
    const payload = first('block');
    payload[payload.length - 1]! ^= 1;
    assert.equal(find(decodeMessage('block', payload).root, 'merkle root'), false);
    payload[payload.length - 1]! ^= 1;
    // The nonce of the witness commitment.
    payload[payload.length - 10]! ^= 1;
    const { root } = decodeMessage('block', payload);
    assert.equal(find(root, 'merkle root'), true);
    assert.equal(find(root, 'witness commitment'), false);
  });

  it('tell a repeated transaction from none (CVE-2012-2459)', () => {
    const payload = first('block');
    const doubled = Buffer.concat([
      payload.subarray(0, 80),
      Buffer.of(2),
      payload.subarray(81),
      payload.subarray(81),
    ]);
    const check = decodeMessage('block', doubled).root.child('merkle root')!;
    assert.equal(check.value, false);
  });

  it('know a target that the chain does not allow', () => {
    const { root } = decodeMessage('block', first('block'), { chain: 'main' });
    const header = root.child('header')!;
    assert.equal(header.child('proof of work')!.value, false);
    assert.match(header.child('target')!.warning!, /not a target on main/);
  });

  it('follow a merkleblock’s tree', () => {
    const payload = first('merkleblock');
    const tree = decodeMessage('merkleblock', payload).root.child('txn')!;
    assert.equal(find(tree, 'merkle root'), true);
    assert.equal(find(tree, 'matches'), 5);
    payload[90]! ^= 1;
    assert.equal(
      find(decodeMessage('merkleblock', payload).root.child('txn')!, 'merkle root'),
      false,
    );
  });
});

describe('positions in a block', () => {
  it('are resolved for getblocktxn', () => {
    const indexes = decode('getblocktxn', `${'00'.repeat(32)} 03 00 01 05`).child('indexes')!;
    assert.deepEqual(
      indexes.children(1).map(({ value }) => value),
      [0, 2, 8],
    );
    assert.deepEqual(
      indexes.children(3).map(({ value }) => value),
      [8],
    );
  });

  it('are resolved for prefilled transactions', () => {
    const tx = first('tx').toString('hex');
    const hex = `${'00'.repeat(88)} 01 112233445566 02 00 ${tx} 01 ${tx}`;
    const root = decode('cmpctblock', hex);
    assert.equal(root.child('shorttxids')!.children(1)[0]!.text, '665544332211');
    const texts = root
      .child('prefilledtxn')!
      .children(1)
      .map(({ text }) => text);
    assert.match(texts[0]!, /^transaction 0: /);
    assert.match(texts[1]!, /^transaction 2: /);
    assert.equal(root.child('transactions')!.value, 3);
  });
});
