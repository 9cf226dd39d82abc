import assert from 'node:assert/strict';
import { durationText } from '../../../src/shared/text/durationText';
import { FAMILIES } from '../../../src/shared/families';
import type {
  Head,
  MessageRow,
  NoteRow,
  PauseRow,
} from '../../../src/shared/webview/ladderProtocol';
import {
  drawLadder,
  ladderText,
  ROW,
  type DrawnLadder,
  type Ink,
  type Shape,
} from '../../../webview/ladder/drawing';
import { svgOf } from '../../../webview/ladder/svg';
import { RowCursor } from '../../../webview/ladder/rowCursor';
import {
  gapText,
  idleText,
  incompleteText,
  markedFindings,
  pairTexts,
  pauseText,
  transitText,
} from '../../../webview/ladder/rowText';

const bare = { connectionType: '', network: '', userAgent: '', closed: '' } as const;
const headOf = (lane: number, title: string, more: Partial<Head> = {}): Head => ({
  kind: 'peer',
  title,
  detail: `about ${title}`,
  lane,
  source: { pid: 1, peer: lane + 3 },
  first: 0,
  last: undefined,
  talks: 1,
  ...bare,
  ...more,
});
const ladder: DrawnLadder = {
  nodes: [{ kind: 'node', title: 'bitcoind', detail: 'about bitcoind', ...bare }],
  heads: [headOf(0, '203.0.113.196:8333'), headOf(1, 'other')],
  from: 0,
};

const message: MessageRow = {
  kind: 'message',
  direction: 'inbound',
  from: 0,
  to: -1,
  messageType: 'inv',
  family: 'inventory',
  row: 5,
  source: { pid: 1, peer: 3 },
  wallUs: 0,
  deltaUs: 0,
  spaced: false,
  gaps: [],
  match: false,
  transitUs: undefined,
  summary: '3 wtx',
  size: 109,
  captured: 109,
  truncated: false,
  incomplete: undefined,
  reconstructed: false,
  request: undefined,
  answer: undefined,
  missing: 0,
  unanswered: false,
};
const note: NoteRow = {
  kind: 'note',
  at: 1,
  tone: 'warning',
  text: 'misbehaving: bad <b>',
  row: 6,
  source: { pid: 1, peer: 4 },
  wallUs: 0,
  deltaUs: 6e6,
  spaced: false,
  match: false,
  gaps: [{ count: 12, cause: 'ring-full' }],
};
const rows = [
  { data: message, time: '+0.1 s' },
  { data: note, time: '+6.1 s' },
];

const texts = (shapes: readonly Shape[]) =>
  shapes.flatMap((shape) => (shape.kind === 'text' ? [shape.text] : []));

describe('what is marked of findings', () => {
  it('is what a row does not say itself', () => {
    const told = (rule: string) => ({ severity: 'note' as const, rule, text: '', source: '' });
    const findings = [told('evicted'), told('malformed')];
    assert.deepEqual(markedFindings({ ...note, text: 'evicted', findings }), [told('malformed')]);
    assert.deepEqual(markedFindings({ ...message, findings }), findings);
    assert.deepEqual(markedFindings(note), []);
  });
});

describe('drawLadder', () => {
  it('draws lifelines, arrows with heads, notes and losses', () => {
    const { shapes, width, height } = drawLadder(ladder, rows, '');
    const lines = shapes.filter((shape) => shape.kind === 'line');
    const lifelines = lines.filter(({ ink }) => ink === 'lifeline');
    assert.equal(lifelines.length, 3);
    assert.ok(lifelines.every(({ x1, x2, y2 }) => x1 === x2 && y2 === height));
    const arrow = lines.find(({ ink }) => ink === 'inventory')!;
    assert.deepEqual([arrow.x1, arrow.x2], [lifelines[1]!.x1, lifelines[0]!.x1]);
    assert.ok(arrow.dashed);
    const head = shapes.find((shape) => shape.kind === 'head')!;
    assert.deepEqual([head.x, head.rightwards], [arrow.x2, false]);
    const said = texts(shapes);
    for (const text of ['inv', '3 wtx', '109 B', '+0.1 s', '⚠'])
      assert.ok(said.includes(text), text);
    const told = '12 lost (ring buffer full) · 6.0 s idle · misbehaving: bad <b>';
    assert.ok(said.includes(told));
    assert.ok(shapes.every((shape) => shape.kind === 'line' || shape.x <= width));
    assert.equal(drawLadder(ladder, [...rows, ...rows], '').height, height + 2 * ROW);
  });

  it('has a line for everyone in its rows, of whom no head overprints another', () => {
    const heads = Array.from({ length: 125 }, (_, lane) =>
      headOf(lane, `${lane}${'abcd2345'.repeat(7)}.onion:8333`),
    );
    const crowd = heads.map((_, lane) => ({ data: { ...message, from: lane }, time: '' }));
    const { shapes } = drawLadder({ ...ladder, heads }, crowd, '');
    const bold = shapes.flatMap((shape) => (shape.kind === 'text' && shape.bold ? [shape] : []));
    assert.equal(bold.length, 126);
    const ends = bold
      .map(({ x, text }) => [x - text.length * 4.5, x + text.length * 4.5] as const)
      .sort(([a], [b]) => a - b);
    for (const [i, [left]] of ends.entries()) if (i > 0) assert.ok(left >= ends[i - 1]![1]);
    assert.equal(new Set(bold.map(({ text }) => text)).size, 126, 'they differ');
  });

  it('leaves out who is silent, and ends the line of who has gone', () => {
    const heads = [headOf(0, 'a', { last: 1 }), headOf(1, 'b'), headOf(7, 'silent', { talks: 0 })];
    const { shapes, height } = drawLadder({ ...ladder, heads }, rows, '');
    assert.ok(!texts(shapes).includes('silent'));
    const [, gone, stays] = shapes.filter(
      (each) => each.kind === 'line' && each.ink === 'lifeline',
    );
    assert.ok(gone?.kind === 'line' && gone.y2 < height);
    assert.ok(stays?.kind === 'line' && stays.y2 === height);
  });

  it('says what is to be known of what is drawn', () => {
    const about = 'Redacted: addresses and names are stand-ins.';
    const { shapes, height } = drawLadder(ladder, rows, about);
    const plain = drawLadder(ladder, rows, '');
    assert.deepEqual(shapes.slice(0, -1), plain.shapes);
    const said = shapes.at(-1)!;
    assert.ok(said.kind === 'text' && said.text === about && said.y > plain.height);
    assert.equal(height, plain.height + ROW);
    assert.equal(ladderText(ladder, rows, about), `${about}\n${ladderText(ladder, rows, '')}`);
  });

  it('says in text what the picture shows', () => {
    const named = { ...message, request: { row: 1, latencyUs: 12_000 } };
    assert.equal(
      ladderText(ladder, [{ data: named, time: '+0.1 s' }, rows[1]!], ''),
      '+0.1 s  203.0.113.196:8333 → bitcoind  inv 3 wtx  109 B  ↑ 12 ms\n' +
        '… 12 lost (ring buffer full) …\n' +
        '+6.1 s  other  misbehaving: bad <b>\n',
    );
  });

  it('becomes an SVG in which nothing of a peer is markup', () => {
    const inks = Object.fromEntries(
      [...FAMILIES, 'text', 'dim', 'warning', 'lifeline'].map((ink) => [ink, `rgb(1, 2, 3)`]),
    ) as Record<Ink, string>;
    const svg = svgOf(drawLadder(ladder, rows, ''), {
      background: '#fff',
      font: '"A", b',
      inks,
    });
    assert.match(svg, /^<svg xmlns=/);
    assert.ok(svg.includes('bad &#60;b&#62;'));
    assert.doesNotMatch(svg, /<b>/);
    assert.ok(svg.includes('font-family="&#34;A&#34;, b"'));
  });
});

describe('texts of a row', () => {
  it('say what is missing and how long nothing happened', () => {
    assert.equal(gapText(note), '12 lost (ring buffer full)');
    assert.equal(gapText(message), '');
    assert.equal(idleText({ deltaUs: 4.9e6, spaced: false }), '');
    assert.equal(idleText({ deltaUs: 90e6, spaced: false }), '1.5 min idle');
    assert.equal(idleText({ deltaUs: 90e6, spaced: true }), '');
    const pause: PauseRow = {
      row: 7,
      source: { pid: 1, peer: 3 },
      wallUs: 0,
      deltaUs: 90e6,
      spaced: true,
      gaps: [],
      kind: 'pause',
      match: false,
      pauseUs: 90e6,
      folded: true,
      labelled: true,
    };
    assert.equal(pauseText(pause), '⋮ 1.5 min idle, folded');
    assert.equal(pauseText({ ...pause, labelled: false }), '');
    assert.equal(transitText(message), '');
    assert.equal(incompleteText(message), '');
    assert.equal(incompleteText({ ...message, reconstructed: true }), 'reconstructed');
    const part = { ...message, captured: 80, reconstructed: true };
    assert.equal(incompleteText(part), 'reconstructed: 80 of 109 bytes');
    assert.equal(transitText({ ...message, transitUs: 350 }), '⇥ 350 µs');
  });

  it('say how long an answer took, and when there was none', () => {
    const answered = { ...message, answer: { row: 9, latencyUs: 1500 }, missing: 2 };
    assert.deepEqual(pairTexts(answered), { request: '', answer: '↓ 1.5 ms', missing: '…' });
    assert.equal(pairTexts({ ...answered, unanswered: true }).missing, '2 answers missing');
    const open = { ...message, missing: 1, unanswered: true };
    assert.equal(pairTexts(open).missing, 'no answer');
  });

  it('have durations of two or three digits', () => {
    const texts = [0, 7, 999, 1000, 1240, 340_000, 12e6, 90e6, 7200e6, -1500].map(durationText);
    assert.deepEqual(texts, [
      ...['0 µs', '7 µs', '999 µs', '1.0 ms', '1.2 ms', '340 ms', '12 s', '1.5 min', '2.0 h'],
      '-1.5 ms',
    ]);
  });
});

describe('RowCursor', () => {
  const asked: [row: number, go: boolean][] = [];
  const fresh = () => {
    asked.length = 0;
    return new RowCursor((row, go) => asked.push([row, go]));
  };

  it('selects from where it began to where it is', () => {
    const cursor = fresh();
    assert.deepEqual(cursor.selected, { from: 0, to: 0 });
    cursor.activate(5, 50, false);
    cursor.activate(3, 30, true);
    assert.deepEqual(cursor.selected, { from: 3, to: 6 });
    assert.ok(cursor.selectsMany && cursor.isSelected(5) && !cursor.isSelected(6));
    cursor.activate(8, 80, false);
    assert.deepEqual(cursor.selected, { from: 8, to: 9 });
    cursor.selectAll(100);
    assert.deepEqual(cursor.selected, { from: 0, to: 100 });
    cursor.activate(8, 80, false);
    assert.deepEqual(cursor.selected, { from: 8, to: 9 });
  });

  it('finds its row again when the view is another', () => {
    const cursor = fresh();
    cursor.activate(5, 50, false);
    cursor.reset({ row: 40, above: 0 });
    cursor.ask(true);
    assert.deepEqual(asked, [
      [50, false],
      [40, false],
    ]);
    assert.equal(cursor.take(50, 2, true), undefined);
    assert.equal(cursor.active, 2);
    assert.equal(cursor.take(40, 1, false), 1);
    asked.length = 0;
    cursor.ask(true);
    assert.deepEqual(asked, []);
  });

  it('keeps the position of a row in the window', () => {
    const cursor = fresh();
    cursor.activate(5, 50, false);
    cursor.reset({ row: 50, above: 3 });
    cursor.ask(true);
    assert.deepEqual(asked, [[50, false]]);
    assert.equal(cursor.take(50, 200, true), 197);
    assert.equal(cursor.active, 200);
    cursor.reset({ row: 50, above: 3 });
    assert.equal(cursor.take(50, 2, true), 0);
  });

  it('waits for its row while not all rows were looked at', () => {
    const cursor = fresh();
    cursor.reset({ row: 40, above: 0 });
    cursor.ask(false);
    assert.equal(cursor.take(40, 7, false), undefined);
    assert.deepEqual(cursor.anchor, { row: 40, above: 0 });
    cursor.ask(true);
    assert.equal(cursor.take(40, 9, false), 9);
    assert.equal(cursor.anchor, undefined);
  });

  it('goes to the other end of a pair and back', () => {
    const cursor = fresh();
    cursor.activate(5, 50, false);
    const ends = {
      ...message,
      request: { row: 40, latencyUs: 1 },
      answer: { row: 60, latencyUs: 1 },
    };
    assert.equal(cursor.other(ends), 40);
    cursor.jump(60);
    cursor.activate(6, 60, false);
    assert.equal(cursor.other({ ...ends, request: { row: 50, latencyUs: 1 } }), 60);
    cursor.back();
    assert.deepEqual(asked, [
      [60, true],
      [50, true],
    ]);
    cursor.back();
    assert.equal(asked.length, 2);
  });
});
