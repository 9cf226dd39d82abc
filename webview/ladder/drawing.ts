import type { Family } from '../../src/shared/families';
import {
  nodeLine,
  type Head,
  type LadderRow,
  type Lifeline,
  type Line,
} from '../../src/shared/webview/ladderProtocol';
import { formatBytes } from '../../src/shared/text/quantity';
import { visible, visibleLines } from '../../src/shared/text/visible';
import { shorten } from './shorten';
import {
  NOTE_MARKS,
  gapText,
  idleText,
  incompleteText,
  pairTexts,
  pauseText,
  transitText,
  typeText,
} from './rowText';

/** What is drawn; lengths are pixels, texts are in a font of 13 pixels. */
export type Shape =
  | {
      kind: 'line';
      x1: number;
      y1: number;
      x2: number;
      y2: number;
      ink: Ink;
      width: number;
      dashed: boolean;
    }
  /** An arrow's head: its tip, and where it points. */
  | { kind: 'head'; x: number; y: number; rightwards: boolean; ink: Ink }
  | {
      kind: 'text';
      x: number;
      y: number;
      text: string;
      align: Align;
      ink: Ink;
      bold: boolean;
      backed: boolean;
    };

export type Align = 'start' | 'middle' | 'end';
export type Ink = Family | 'text' | 'dim' | 'warning' | 'lifeline';

export interface Drawing {
  width: number;
  height: number;
  shapes: Shape[];
}

export interface DrawnRow {
  data: LadderRow;
  time: string;
}

export const ROW = 24;
const TOP = 56;
const TIME_WIDTH = 140;
const SUMMARY_WIDTH = 480;
const PAIR_WIDTH = 130;
const SIZE_WIDTH = 70;
/** Of a lifeline's place: among few, an IPv4 address is whole. */
const LINE_WIDTH = 110;
const WIDE = 176;
const FEW = 8;
/** Characters of a summary that have room. */
const SUMMARY_TEXT = 70;
/** Pixels that a character of a head takes at most. */
const CHARACTER = 9;

/** Whose messages are drawn. */
export interface DrawnLadder {
  nodes: readonly Lifeline[];
  /** Those who have a lane in the rows. */
  heads: readonly Head[];
  /** Position of the first row that is drawn. */
  from: number;
}

/** Lays rows out for a picture, with a line for everyone who is in them. @param about What is to be known of them; or ''. */
export function drawLadder(
  { nodes, heads, from }: DrawnLadder,
  rows: readonly DrawnRow[],
  about: string,
): Drawing {
  const drawn = linesOf(rows, heads);
  const lines = [...nodes.map((_, nth) => nodeLine(nth)), ...drawn];
  const count = Math.max(2, lines.length);
  const lane = Math.max(300, count * (count <= FEW ? WIDE : LINE_WIDTH));
  const places = new Map(lines.map((line, i) => [line, TIME_WIDTH + (lane * (i + 0.5)) / count]));
  const xOf = (line: Line): number => places.get(line) ?? TIME_WIDTH;
  const summaryAt = TIME_WIDTH + lane + 16;
  const pairAt = summaryAt + SUMMARY_WIDTH;
  const width = pairAt + PAIR_WIDTH + SIZE_WIDTH + 16;
  const end = TOP + rows.length * ROW + 12;
  const height = about === '' ? end : end + ROW;
  const shapes: Shape[] = [];
  const text = (
    x: number,
    y: number,
    content: string,
    {
      ink = 'text',
      align = 'start',
      bold = false,
      backed = false,
    }: Partial<Extract<Shape, { kind: 'text' }>> = {},
  ): void => {
    if (content !== '')
      shapes.push({ kind: 'text', x, y, text: visible(content), ink, align, bold, backed });
  };
  const most = Math.floor((lane / count - 6) / CHARACTER);
  const head = (line: Line, { title, detail }: Lifeline): void => {
    text(xOf(line), 20, shorten(title, most), { align: 'middle', bold: true });
    text(xOf(line), 38, shorten(detail, most), { align: 'middle', ink: 'dim' });
  };
  const lifeline = (line: Line, y1: number, y2: number): void => {
    const x = xOf(line);
    shapes.push({ kind: 'line', x1: x, y1, x2: x, y2, ink: 'lifeline', width: 1, dashed: false });
  };
  const yOf = (position: number): number =>
    Math.max(TOP - 10, Math.min(end, TOP + (position - from + 0.5) * ROW));
  for (const [nth, node] of nodes.entries()) {
    head(nodeLine(nth), node);
    lifeline(nodeLine(nth), TOP - 10, end);
  }
  for (const [line, own] of groupByLane(heads.filter(({ lane: at }) => drawn.includes(at)))) {
    head(line, own.find(({ talks }) => talks > 0) ?? own[0]!);
    for (const { first, last } of own)
      lifeline(line, yOf(first), last === undefined ? end : yOf(last));
  }
  for (const [index, { data, time }] of rows.entries()) {
    const y = TOP + index * ROW + ROW / 2;
    if (data.kind === 'pause') {
      text(summaryAt, y, pauseText(data), { ink: 'dim' });
      continue;
    }
    text(8, y, time, { ink: 'dim' });
    const marks = [gapText(data), idleText(data)];
    if (data.kind === 'note') {
      text(xOf(data.at), y, NOTE_MARKS[data.tone], { align: 'middle', backed: true });
      const said = [...marks, data.text].filter(Boolean).join(' · ');
      text(summaryAt, y, cut(said, SUMMARY_TEXT), {
        ink: data.tone === 'warning' || said !== data.text ? 'warning' : 'dim',
      });
      continue;
    }
    const ink = data.family;
    const [x1, x2] = [xOf(data.from), xOf(data.to)];
    shapes.push({ kind: 'line', x1, y1: y, x2, y2: y, ink, width: 2, dashed: isDashed(ink) });
    shapes.push({ kind: 'head', x: x2, y, rightwards: x2 > x1, ink });
    text((x1 + x2) / 2, y, typeText(data.messageType), { align: 'middle', backed: true });
    const before = [...marks, incompleteText(data), transitText(data)].filter(Boolean).join(' · ');
    const summary = before === '' ? data.summary : `${before} · ${data.summary}`;
    text(summaryAt, y, cut(summary, SUMMARY_TEXT), {
      ink: before === '' ? 'text' : 'warning',
    });
    const { request, answer, missing } = pairTexts(data);
    text(pairAt, y, [request, answer, missing].filter(Boolean).join('  '), { ink: 'dim' });
    text(width - 12, y, formatBytes(data.size), { align: 'end' });
  }
  text(8, end + 6, about, { ink: 'dim' });
  return { width, height, shapes };
}

/** One line a row, for a report or a mail. @param about As of {@link drawLadder}: a line before them. */
export function ladderText(
  { nodes, heads }: DrawnLadder,
  rows: readonly DrawnRow[],
  about: string,
): string {
  const nameOf = (line: Line, { source }: LadderRow): string => {
    if (line < 0) return nodes[-1 - line]?.title ?? '';
    const own = heads.filter(({ lane }) => lane === line);
    const head = own.find((each) => each.source.peer === source.peer) ?? own[0];
    return head?.title ?? '';
  };
  const lines = rows.flatMap(({ data, time }) => {
    if (data.kind === 'pause') return data.labelled ? [`… ${pauseText(data)}`] : [];
    const gap = gapText(data);
    const before = gap === '' ? '' : `… ${gap} …\n`;
    if (data.kind === 'note') return [`${before}${time}  ${nameOf(data.at, data)}  ${data.text}`];
    const { request, answer, missing } = pairTexts(data);
    const what = [
      typeText(data.messageType),
      data.summary,
      incompleteText(data),
      transitText(data),
    ];
    const end = [formatBytes(data.size), request, answer, missing];
    const way = `${nameOf(data.from, data)} → ${nameOf(data.to, data)}`;
    return [`${before}${time}  ${way}  ${joined(what, ' ')}  ${joined(end, '  ')}`];
  });
  const all = about === '' ? lines : [about, ...lines];
  return `${all.map(visibleLines).join('\n')}\n`;
}

function joined(parts: readonly string[], by: string): string {
  return parts.filter(Boolean).join(by);
}

function isDashed(ink: Ink): boolean {
  return ink === 'inventory' || ink === 'address' || ink === 'keepalive' || ink === 'compact';
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

/** The lanes of the rows, in order: lanes of peers who are silent in them are left out. */
function linesOf(rows: readonly DrawnRow[], heads: readonly Head[]): Line[] {
  const lanes = new Set<Line>();
  for (const { data } of rows) {
    if (data.kind === 'message') lanes.add(data.from).add(data.to);
    else if (data.kind === 'note') lanes.add(data.at);
  }
  const known = new Set(heads.map(({ lane }) => lane));
  return [...lanes].filter((lane) => lane >= 0 && known.has(lane)).sort((a, b) => a - b);
}

function groupByLane(heads: readonly Head[]): Map<Line, Head[]> {
  const groups = new Map<Line, Head[]>();
  for (const head of heads) {
    const own = groups.get(head.lane);
    if (own) own.push(head);
    else groups.set(head.lane, [head]);
  }
  return groups;
}
