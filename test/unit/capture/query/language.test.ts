import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isOfWholeHashes } from '../../../../src/capture/query/isOfWholeHashes';
import { KEYS } from '../../../../src/capture/query/keys';
import { narrow } from '../../../../src/capture/query/narrow';
import { parseQuery } from '../../../../src/capture/query/parseQuery';
import { QueryError } from '../../../../src/capture/query/queryError';
import { SUPPLIED_FILTERS } from '../../../../src/capture/query/suppliedFilters';
import { FLAGS, type Condition, type Query } from '../../../../src/capture/query/term';
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

/** `a b` for both, `(a | b)` for either, by kinds of conditions: `-type (word | flag)`. */
function shape(query: Query): string {
  return query.map(({ negated, condition }) => (negated ? '-' : '') + shapeOf(condition)).join(' ');
}

function shapeOf(condition: Condition): string {
  if (condition.kind === 'any') return `(${condition.queries.map(shape).join(' | ')})`;
  return condition.kind === 'word' ? `'${condition.word}'` : condition.kind;
}

/** Whether a filter by nothing but types lets a message of this type through. */
function takes(query: Query, type: string): boolean {
  return query.every(({ negated, condition }) => {
    if (condition.kind === 'any')
      return condition.queries.some((each) => takes(each, type)) !== negated;
    assert.ok(condition.kind === 'type');
    return condition.test(type) !== negated;
  });
}

describe('tokenize', () => {
  const terms = (text: string) => tokenize(text).filter((token) => token.kind === 'term');

  it('takes terms, negation and quotes apart, and knows where they stand', () => {
    const text = '  type:inv -"two words" !lost text:"a b"c';
    assert.deepEqual(
      terms(text).map(({ key, value, quoted }) => [key, value, quoted]),
      [
        ['type', 'inv', false],
        [undefined, 'two words', true],
        [undefined, 'lost', false],
        ['text', 'a bc', true],
      ],
    );
    const [first] = terms(text);
    assert.deepEqual([first!.from, first!.valueFrom, first!.to], [2, 7, 10]);
  });

  it('takes addresses and user agents as words', () => {
    for (const text of [
      '127.0.0.1:8333',
      '/Satoshi:29.0.0/',
      '[2a02::1]:8333',
      '/Satoshi:29.0.0(mine;yours)/',
      'a"b c"',
    ])
      assert.deepEqual(
        tokenize(text).map((token) => token.kind === 'term' && [token.key, token.value]),
        [[undefined, text.replaceAll('"', '')]],
      );
  });

  it('separates a list outside of quotes', () => {
    assert.deepEqual(terms('type:inv,"a,b|c"|tx')[0]?.items, [
      { text: 'inv', from: 5, to: 8 },
      { text: 'a,b|c', from: 9, to: 16 },
      { text: 'tx', from: 17, to: 19 },
    ]);
  });
});

describe('numbers of a filter', () => {
  const holds = (text: string, value: number, units = PLAIN) => numberTest(text, units)?.(value);

  it('are single, ranges with both ends, and bounds', () => {
    assert.ok(holds('5', 5) && !holds('5', 6));
    assert.ok(holds('3..9', 3) && holds('3..9', 9) && !holds('3..9', 10));
    assert.ok(holds('3..', 1e9) && !holds('3..', 2) && holds('..9', -1));
    assert.ok(holds('>3', 4) && !holds('>3', 3) && holds('>=3', 3));
    assert.ok(holds('<3', 2) && !holds('<3', 3) && holds('<=3', 3) && holds('=3', 3));
    assert.ok(holds('3-9', 3) && holds('3-9', 9) && !holds('3-9', 10));
    assert.ok(holds('1k-2k', 1500, BYTES));
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
    for (const text of [
      '',
      '..',
      'x',
      '3..x',
      '>',
      '1|',
      '-3',
      '3-',
      '1-2-3',
      '5q',
      '>3..4',
      '0x10',
    ])
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

  it('joins terms', () => {
    const cases: [text: string, shape: string][] = [
      ['a b', "'a' 'b'"],
      ['a AND b', "'a' 'b'"],
      ['a && b', "'a' 'b'"],
      ['a OR b', "('a' | 'b')"],
      ['a or b', "('a' | 'b')"],
      ['a | b', "('a' | 'b')"],
      ['a || b', "('a' | 'b')"],
      ['a||b', "'a||b'"],
      ['a b OR c d', "('a' 'b' | 'c' 'd')"],
      ['a OR b OR c', "('a' | 'b' | 'c')"],
      ['a (b OR c) d', "'a' ('b' | 'c') 'd'"],
      ['(a b) c', "'a' 'b' 'c'"],
      ['((a))', "'a'"],
      ['a OR (b (c OR -d))', "('a' | 'b' ('c' | -'d'))"],
      ['NOT a', "-'a'"],
      ['not -a', "'a'"],
      ['-(a)', "-'a'"],
      ['-(-a)', "'a'"],
      ['-(a b)', "-('a' 'b')"],
      ['!(a OR b)', "-('a' | 'b')"],
      ['NOT (a OR b) c', "-('a' | 'b') 'c'"],
      ['(type:inv)OR(lost)', '(type | flag)'],
      ['"or" "AND" "(" ")"', "'or' 'and' '(' ')'"],
      ['order android nothing', "'order' 'android' 'nothing'"],
      ['-or', "-'or'"],
      ['--a', "-'-a'"],
      ['Satoshi:29.0.0', "'satoshi:29.0.0'"],
      ['text:a,b|c(d)', 'bytes'],
      ['hex:ff,0102', '(bytes | bytes)'],
      ['dir:in,out', '(direction | direction)'],
      ['', ''],
    ];
    for (const [text, expected] of cases) assert.equal(shape(parseQuery(text)), expected, text);
  });

  it('means by a list that any of its values will do', () => {
    for (const text of ['type:inv,tx', 'type:inv|tx', 'type:"inv",tx', 'type:inv OR type:tx'])
      assert.deepEqual(
        ['inv', 'tx', 'ping'].map((type) => takes(parseQuery(text), type)),
        [true, true, false],
        text,
      );
    const [peers] = parseQuery('peer:3,7-9,20..');
    assert.ok(peers?.condition.kind === 'peer');
    const { test } = peers.condition;
    assert.deepEqual([2, 3, 4, 7, 9, 10, 19, 20, 99].filter(test), [3, 7, 9, 20, 99]);
  });

  it('does not distinguish capitals in keys, flags and fixed values', () => {
    assert.equal(
      shape(parseQuery('TYPE:Inv Family:BLOCK,Compact DIR:Inbound LOST Size:>1K Hash:AB')),
      'type family direction flag size hash',
    );
    assert.ok(takes(parseQuery('TYPE:Inv'), 'inv'));
  });

  it('means by a filter of before what it meant', () => {
    // From the documentation as it was before OR, parentheses and commas.
    const cases: [text: string, shape: string][] = [
      ['type:inv|getdata peer:3..9 dir:in', 'type peer direction'],
      ['size:>32k -type:block|cmpctblock', 'size -type'],
      ['addr:*.onion lost', 'address flag'],
      ['hash:4e3a', 'hash'],
      ['latency:>500ms', 'latency'],
      ['"ping" -family:keepalive', "'ping' -family"],
      ['type:getcf*', 'type'],
      ['node:4242', 'node'],
      ['event:evicted', 'event'],
      ['event:*_connection', 'event'],
      ['dir:out', 'direction'],
      ['hash:4e3a…91c0', 'hash'],
      ['hash:4e3a..91c0|ab', 'hash'],
      ['conn:outbound-*', 'connection'],
      ['text:Satoshi', 'bytes'],
      ['hex:f9beb4d9', 'bytes'],
      ['cut error event unanswered', 'flag flag flag flag'],
      ['satoshi wtx !disconnected', "'satoshi' 'wtx' -'disconnected'"],
      ['size:..80 peer:12..', 'size peer'],
      ['peer:1|3..5', 'peer'],
      ['a,b', "'a,b'"],
    ];
    for (const [text, expected] of cases) assert.equal(shape(parseQuery(text)), expected, text);
    for (const type of ['inv', 'getdata'])
      assert.ok(
        takes(parseQuery('type:inv|getdata'), type) &&
          !takes(parseQuery('-type:inv|getdata'), type),
      );
    assert.ok(takes(parseQuery('type:getcf*'), 'getcfilters'));
  });

  it('says what is wrong, and where', () => {
    const cases: [text: string, from: number, to: number, why: RegExp][] = [
      ['type:inv foo:1', 9, 13, /no “foo:”/],
      ['constructor:1', 0, 12, /no “constructor:”/],
      ['peer:x', 5, 6, /example: peer:3,7\.\.9/],
      ['tx size:>', 8, 9, /example: size:>32k/],
      ['dir:up', 4, 6, /dir:in/],
      ['hash:xyz', 5, 8, /hash:4e3a/],
      ['hash:4', 5, 6, /hash:4e3a/],
      ['hex:abc', 4, 7, /hex/],
      ['type:', 0, 5, /wants a value/],
      ['family:blocks', 7, 13, /family:/],
      ['peer:3,x,4', 7, 8, /“peer:” takes no “x”/],
      ['a text:"b c', 7, 11, /no end/],
      ['tx - 3', 3, 4, /minus/],
      ['tx -', 3, 4, /minus/],
      ['(a -)', 3, 4, /minus/],
      ['- (a)', 0, 1, /minus/],
      ['tx (inv OR addr', 3, 4, /not closed/],
      ['(a (b)', 0, 1, /not closed/],
      ['a) b', 1, 2, /not opened/],
      ['(a))', 3, 4, /not opened/],
      ['a ( )', 2, 5, /nothing in these/],
      ['a OR', 2, 4, /“OR” wants a term after/],
      ['or a', 0, 2, /“or” wants a term before/],
      ['a OR OR b', 2, 4, /after/],
      ['a (OR b)', 3, 5, /before/],
      ['(a |) b', 3, 4, /“\|” wants a term after/],
      ['a AND', 2, 5, /“AND” wants a term after/],
      ['AND a', 0, 3, /before/],
      ['a NOT', 2, 5, /after/],
      ['NOT OR a', 0, 3, /after/],
      ['type:inv,', 8, 9, /missing/],
      ['type:,inv', 5, 6, /missing/],
      ['type:inv,,tx', 8, 10, /missing/],
      ['peer:1||2', 6, 8, /missing/],
      ['type:(inv OR tx)', 5, 9, /without parentheses/],
    ];
    for (const [text, from, to, why] of cases) {
      const error = errorOf(text);
      assert.deepEqual([error.from, error.to], [from, to], text);
      assert.match(error.message, why);
    }
  });

  it('says what was probably meant', () => {
    const cases: [text: string, instead: string | undefined][] = [
      ['family:blocks', 'block'],
      ['family:handshkae', 'handshake'],
      ['net:onoin', 'onion'],
      ['tpye:inv', 'type:'],
      ['latancy:>1s', 'latency:'],
      ['dir:up', undefined],
      ['zzzzz:1', undefined],
    ];
    for (const [text, instead] of cases) assert.equal(errorOf(text).instead, instead, text);
  });

  it('refuses what is nested without end, whatever its length', () => {
    const deep = 100_000;
    for (const [open, close] of [
      ['(', ')'],
      ['-(a OR ', ')'],
      ['(a b ', ''],
    ] as const)
      assert.match(errorOf(`${open.repeat(deep)}x${close.repeat(deep)}`).message, /nested 50 deep/);
    assert.equal(parseQuery('('.repeat(50) + 'a' + ')'.repeat(50)).length, 1);
    assert.equal(parseQuery(`(${'a '.repeat(200_000)})`).length, 200_000);
    assert.equal(parseQuery(`${'NOT '.repeat(200_000)}a`)[0]?.negated, false);
  });

  it('knows a filter by nothing but whole hashes', () => {
    const [a, b] = ['ab'.repeat(32), 'CD'.repeat(32)];
    for (const text of [
      `hash:${a}`,
      ` HASH:${b}|${a} `,
      `hash:${a},${b}`,
      `hash:${a} OR hash:${b}`,
      `(hash:${a})`,
    ])
      assert.ok(isOfWholeHashes(parseQuery(text)), text);
    for (const text of ['', `hash:${a} tx`, `-hash:${a}`, `hash:${a},ab`, `hash:${a} OR tx`])
      assert.ok(!isOfWholeHashes(parseQuery(text)), text);
  });
});

describe('narrow', () => {
  it('puts a term in place of those of its kind', () => {
    const cases: [filter: string, narrowed: string][] = [
      ['', 'type:tx'],
      ['lost', 'lost type:tx'],
      ['type:inv,getdata lost', 'lost type:tx'],
      ['lost TYPE:"a b" peer:3', 'lost peer:3 type:tx'],
      ['-type:inv', '-type:inv type:tx'],
      ['type:inv OR lost', '(type:inv OR lost) type:tx'],
      ['(a OR type:b) c', '((a OR type:b) c) type:tx'],
      ['NOT type:a', 'NOT type:a type:tx'],
    ];
    for (const [filter, expected] of cases) assert.equal(narrow(filter, 'type', 'tx'), expected);
    assert.equal(narrow('type:inv', 'type', 'tx', true), 'type:inv -type:tx');
    assert.equal(narrow('a OR b', 'peer', '3', true), '(a OR b) -peer:3');
  });

  it('finds what a peer made up', () => {
    for (const type of ['a b', 'a"b', '"', 'a\\', '\\"', '(x)', 'a,b', 'a|b', ')', ' ', 'or', '-x'])
      for (const before of ['', 'type:a', 'x OR y']) {
        const query = parseQuery(narrow(before, 'type', type));
        const last = query.at(-1)!;
        assert.ok(last.condition.kind === 'type' && !last.negated, type);
        assert.ok(last.condition.test(type) && !last.condition.test('a'), type);
      }
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

  it('has every filter that is supplied', () => {
    const text = readFileSync(join(__dirname, '../../../../docs/filter-language.md'), 'utf8');
    for (const { name, filter } of SUPPLIED_FILTERS) {
      parseQuery(filter);
      assert.ok(text.includes(name) && text.includes(`\`${filter}\``), name);
    }
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
});
