import assert from 'node:assert/strict';
import { CONTROL_SIZE, decodeControl, encodeControl } from '../../../src/shared/helper/control';
import {
  encodeFilter,
  isEncodedFilter,
  MAX_FILTER_PEERS,
  MAX_FILTER_TYPES,
  type TraceFilter,
} from '../../../src/shared/helper/traceFilter';
import { Random } from '../support/random';

const random = new Random(11);

function anyFilter(): TraceFilter {
  const letters = () =>
    String.fromCharCode(...list(1 + random.below(12), () => 0x20 + random.below(0x5f)));
  return {
    direction: ([undefined, 'inbound', 'outbound'] as const)[random.below(3)],
    messageTypes: list(random.below(MAX_FILTER_TYPES + 1), letters),
    peers: list(random.below(MAX_FILTER_PEERS + 1), () => random.below(2 ** 31)),
  };
}

function list<T>(length: number, make: () => T): T[] {
  return Array.from({ length }, make);
}

describe('control records', () => {
  it('say what was said', () => {
    assert.deepEqual(decodeControl(encodeControl({ verb: 'stop' })), { verb: 'stop' });
    for (let i = 0; i < 2000; i++) {
      const filter = encodeFilter(anyFilter(), random.below(2 ** 22));
      const record = encodeControl({ verb: 'set-filter', filter });
      assert.equal(record.length, CONTROL_SIZE);
      assert.deepEqual(decodeControl(record), { verb: 'set-filter', filter });
    }
  });

  it('are nothing else: one that is taken is what its filter encodes to', () => {
    let taken = 0;
    for (let i = 0; i < 50_000; i++) {
      const record = encodeControl({ verb: 'set-filter', filter: encodeFilter(anyFilter()) });
      for (let change = 0; change <= random.below(3); change++)
        record[random.below(4) ? random.below(record.length) : random.below(24)] =
          random.below(256);
      const control = decodeControl(record);
      if (control?.verb !== 'set-filter') continue;
      taken++;
      assert.ok(encodeControl(control).equals(record));
      assert.ok(
        encodeFilter(read(control.filter), control.filter.readUInt32LE(12)).equals(control.filter),
      );
    }
    assert.ok(taken > 1000, `${taken} are no test`);
  });

  for (const [what, at, value] of [
    ['an unknown verb', 0, 3],
    ['no verb', 0, 0],
    ['a reserved word that is set', 4, 1],
    ['a byte after a stop', CONTROL_SIZE - 1, 1],
  ] as const)
    it(`are not taken with ${what}`, () => {
      const record = encodeControl({ verb: 'stop' });
      record[at] = value;
      assert.equal(decodeControl(record), undefined);
    });

  for (const [what, at, value] of [
    ['a direction that is none', 0, 5],
    ['too many types', 4, MAX_FILTER_TYPES + 1],
    ['too many peers', 8, MAX_FILTER_PEERS + 1],
    ['a type that is not counted', 144, 0x41],
    ['a type without a name', 4, 1],
    ['a peer that is not counted', 16, 1],
    ['a negative peer', 16 + 7, 0x80],
  ] as const)
    it(`hold no filter with ${what}`, () => {
      const filter = encodeFilter({});
      filter[at] = value;
      if (value === 0x80) filter[8] = 1;
      assert.equal(isEncodedFilter(filter), false);
    });

  it('hold no filter of another size', () => {
    assert.equal(isEncodedFilter(Buffer.alloc(0)), false);
    assert.equal(isEncodedFilter(Buffer.alloc(401)), false);
  });

  it('hold no filter that the kernel could not', () => {
    for (const filter of [
      { messageTypes: Array.from({ length: 17 }, () => 'inv') },
      { messageTypes: [''] },
      { messageTypes: ['thirteenbytes'] },
      { messageTypes: ['a\0b'] },
      { messageTypes: ['é'] },
      { peers: Array.from({ length: 17 }, (_, i) => i) },
      { peers: [-1] },
      { peers: [0.5] },
    ])
      assert.throws(() => encodeFilter(filter), RangeError);
  });
});

/** The filter of encoded bytes, without a look at what they should not hold. */
function read(bytes: Buffer): TraceFilter {
  const directions = new Map([
    [2, 'inbound'],
    [3, 'outbound'],
  ] as const);
  return {
    direction: directions.get(bytes.readUInt32LE(0) as 2 | 3),
    messageTypes: list(bytes.readUInt32LE(4), () => '').map(
      (_, i) => bytes.toString('latin1', 144 + 16 * i, 144 + 16 * (i + 1)).split('\0')[0]!,
    ),
    peers: list(bytes.readUInt32LE(8), () => 0).map((_, i) =>
      Number(bytes.readBigInt64LE(16 + 8 * i)),
    ),
  };
}
