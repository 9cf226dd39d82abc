import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complete } from '../../../../src/capture/query/complete';
import { KEYS, parseQuery } from '../../../../src/capture/query/parseQuery';
import { QueryError } from '../../../../src/capture/query/queryError';
import { FLAGS } from '../../../../src/capture/query/term';
import { EVENT_KINDS, eventNames } from '../../../../src/shared/events/eventKinds';
import { tokenize } from '../../../../src/capture/query/tokens';
import {
  BYTES,
  DURATIONS,
  globTest,
  numberTest,
  PLAIN,
} from '../../../../src/capture/query/values';
import { durationText } from '../../../../src/shared/text/durationText';

function errorOf(text: string): QueryError {
  try {
    parseQuery(text);
  } catch (error) {
    assert.ok(error instanceof QueryError);
    return error;
  }
  throw new Error(`${text} is taken`);
}

describe('tokenize', () => {
  it('takes terms, negation and quotes apart, and knows where they stand', () => {
    const tokens = tokenize('  type:inv -"two words" !lost text:"a b"c');
    assert.deepEqual(
      tokens.map(({ negated, key, value, quoted }) => [negated, key, value, quoted]),
      [
        [false, 'type', 'inv', false],
        [true, undefined, 'two words', true],
        [true, undefined, 'lost', false],
        [false, 'text', 'a bc', true],
      ],
    );
    assert.deepEqual([tokens[0]!.from, tokens[0]!.valueFrom, tokens[0]!.to], [2, 7, 10]);
  });

  it('takes addresses and user agents as words', () => {
    for (const text of ['127.0.0.1:8333', '/Satoshi:29.0.0/', '[2a02::1]:8333'])
      assert.deepEqual(
        tokenize(text).map(({ key, value }) => [key, value]),
        [[undefined, text]],
      );
  });
});

describe('numbers of a filter', () => {
  const holds = (text: string, value: number, units = PLAIN) => numberTest(text, units)?.(value);

  it('are single, ranges with both ends, bounds, and several', () => {
    assert.ok(holds('5', 5) && !holds('5', 6));
    assert.ok(holds('3..9', 3) && holds('3..9', 9) && !holds('3..9', 10));
    assert.ok(holds('3..', 1e9) && !holds('3..', 2) && holds('..9', -1));
    assert.ok(holds('>3', 4) && !holds('>3', 3) && holds('>=3', 3));
    assert.ok(holds('<3', 2) && !holds('<3', 3) && holds('<=3', 3) && holds('=3', 3));
    assert.ok(holds('1|7..8', 7) && !holds('1|7..8', 2));
  });

  it('have units of bytes and of time', () => {
    assert.ok(holds('>32k', 32_001, BYTES) && !holds('>32k', 32_000, BYTES));
    assert.ok(holds('1Ki', 1024, BYTES) && holds('1.5kB', 1500, BYTES) && holds('2M', 2e6, BYTES));
    assert.ok(holds('500ms', 500e6, DURATIONS) && holds('500', 500e6, DURATIONS));
    assert.ok(holds('2s', 2e9, DURATIONS) && holds('7us', 7000, DURATIONS));
    assert.ok(holds('1min', 60e9, DURATIONS));
  });

  it('have every unit in which a ladder shows a latency', () => {
    for (const us of [7, 1200, 12e6, 90e6, 7200e6]) {
      const shown = durationText(us).replace(' ', '');
      assert.ok(holds(shown, us * 1000, DURATIONS), shown);
    }
  });

  it('are refused where they make no sense', () => {
    for (const text of ['', '..', 'x', '3..x', '>', '1|', '-3', '5q', '>3..4', '0x10'])
      assert.equal(numberTest(text, BYTES), undefined, text);
  });
});

describe('globTest', () => {
  it('matches the whole text, in capitals or not', () => {
    assert.ok(globTest('*.onion')('abc.ONION') && !globTest('*.onion')('x.onion:8333'));
    assert.ok(globTest('get*s')('getheaders') && !globTest('get*s')('getdata'));
    assert.ok(globTest('a*b*c')('a1b2bc') && !globTest('a*b*c')('acb'));
    assert.ok(globTest('*')('') && globTest('')('') && !globTest('')('x'));
    assert.ok(!globTest('ab*ba')('aba') && globTest('a*a*a')('aaa') && !globTest('a*a*a')('aa'));
    assert.ok(!globTest('a.c')('abc'));
  });

  it('takes its time in proportion, whatever a peer sends', () => {
    const test = globTest('*a*a*a*a*a*a*a*a*a*b');
    assert.equal(test('a'.repeat(100_000)), false);
  });
});

describe('parseQuery', () => {
  it('takes the example of the documentation', () => {
    const text =
      'type:inv|getdata peer:3..9 dir:in size:>32k hash:4e3a addr:*.onion lost error latency:>500ms text:Satoshi';
    assert.deepEqual(
      parseQuery(text).map(({ condition }) => condition.kind),
      [
        ...['type', 'peer', 'direction', 'size', 'hash', 'address', 'flag', 'flag', 'latency'],
        'bytes',
      ],
    );
    assert.deepEqual(parseQuery('   '), []);
  });

  it('takes flags in quotes as words', () => {
    assert.equal(parseQuery('lost')[0]?.condition.kind, 'flag');
    assert.deepEqual(parseQuery('-"LOST"'), [
      { negated: true, condition: { kind: 'word', word: 'lost' } },
    ]);
  });

  it('takes hashes by their beginning, as summaries show them, and several', () => {
    assert.deepEqual(parseQuery('hash:4E3a|00..77c0|ab…cd')[0]?.condition, {
      kind: 'hash',
      hashes: [
        { start: '4e3a', end: '' },
        { start: '00', end: '77c0' },
        { start: 'ab', end: 'cd' },
      ],
    });
  });

  it('says what is wrong, and where', () => {
    const cases: [text: string, from: number, to: number, why: RegExp][] = [
      ['type:inv foo:1', 9, 13, /no “foo:”/],
      ['constructor:1', 0, 12, /no “constructor:”/],
      ['peer:x', 5, 6, /example: peer:3\.\.9/],
      ['tx size:>', 8, 9, /example: size:>32k/],
      ['dir:up', 4, 6, /dir:in/],
      ['hash:xyz', 5, 8, /hash:4e3a/],
      ['hash:4', 5, 6, /hash:4e3a/],
      ['hex:abc', 4, 7, /hex/],
      ['type:', 0, 5, /wants a value/],
      ['family:blocks', 7, 13, /family:/],
      ['a text:"b c', 7, 11, /no end/],
      ['tx - 3', 3, 4, /minus/],
    ];
    for (const [text, from, to, why] of cases) {
      const error = errorOf(text);
      assert.deepEqual([error.from, error.to], [from, to], text);
      assert.match(error.message, why);
    }
  });
});

describe('complete', () => {
  const known = {
    messageTypes: ['tx', 'made-up', 'with space'],
    connectionTypes: ['inbound', 'block-relay-only'],
    peers: [3, 31],
  };
  const at = (text: string, cursor = text.length) =>
    complete(text, cursor, known).map(({ insert }) => insert);

  it('offers keys and flags', () => {
    assert.deepEqual(at('tx si'), ['size:']);
    assert.deepEqual(at('-l'), ['latency:', 'lost']);
    assert.deepEqual(complete('tx -l', 5, known)[0], {
      insert: 'latency:',
      from: 4,
      to: 5,
      about: 'from a request to this answer, as in latency:>500ms',
    });
    assert.equal(at('').length, Object.keys(KEYS).length + Object.keys(FLAGS).length);
  });

  it('offers values that are known, also after a bar and amid a text', () => {
    assert.deepEqual(at('type:m'), ['made-up', 'merkleblock', 'mempool']);
    assert.deepEqual(complete('type:inv|ge dir:in', 11, known)[0]?.from, 9);
    assert.ok(at('type:inv|ge dir:in', 11).includes('getdata'));
    assert.deepEqual(at('peer:3'), ['31']);
    assert.deepEqual(at('conn:bl'), ['block-relay-only']);
    assert.deepEqual(at('family:c'), ['compact']);
    assert.deepEqual(at('dir:'), ['in', 'out']);
    assert.deepEqual(at('type:with'), []);
    assert.deepEqual(at('nonsense:'), []);
  });
});

describe('docs/filter-language.md', () => {
  it('has every key and every flag', () => {
    const text = readFileSync(join(__dirname, '../../../../docs/filter-language.md'), 'utf8');
    for (const key of Object.keys(KEYS)) assert.ok(text.includes(`\`${key}:`), key);
    for (const flag of Object.keys(FLAGS)) assert.ok(text.includes(`| \`${flag}\``), flag);
    for (const [, block] of text.matchAll(/```\n([^`]*)```/g))
      for (const line of block!.trim().split('\n')) parseQuery(line);
  });
});

describe('event:', () => {
  it('takes what a kind is called, by what happened or by its tracepoint', () => {
    const [term] = parseQuery('event:evicted|*_connection');
    assert.ok(term?.condition.kind === 'event');
    const { test } = term.condition;
    for (const kind of EVENT_KINDS)
      assert.equal(
        eventNames(kind).some(test),
        kind.tracepoint.endsWith('connection'),
        kind.tracepoint,
      );
  });

  it('is completed by the words that the ladder shows', () => {
    const known = { messageTypes: [], connectionTypes: [], peers: [] };
    const inserted = complete('event:', 6, known).map(({ insert }) => insert);
    for (const word of ['connected', 'disconnected', 'evicted', 'closed_connection'])
      assert.equal(inserted.filter((name) => name === word).length, 1, word);
    const [first] = complete('event:connected', 6, known);
    assert.equal(first?.about, 'a peer connected to the node; the node connected to a peer');
  });
});
