import type { Family } from '../../src/shared/families';
import type { LadderHeader, LadderRow } from '../../src/shared/webview/ladderProtocol';
import { formatBytes } from '../../src/shared/text/quantity';
import { visible, visibleLines } from '../../src/shared/text/visible';
import { maskAddresses } from './maskAddresses';
import {
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
const SUMMARY_WIDTH = 380;
const PAIR_WIDTH = 130;
const SIZE_WIDTH = 70;
const LINE_WIDTH = 100;
/** Characters of a summary that have room. */
const SUMMARY_TEXT = 56;
const HEAD_TEXT = 22;

/** Lays rows out as the page does, for a picture. @param masked Addresses as `XX.XX.XXX.196`. */
export function drawLadder(
  { lifelines }: LadderHeader,
  rows: readonly DrawnRow[],
  masked: boolean,
): Drawing {
  const mask = masked ? maskAddresses : (text: string) => text;
  const lane = Math.max(300, lifelines.length * LINE_WIDTH);
  const xOf = (index: number): number => TIME_WIDTH + (lane * (index + 0.5)) / lifelines.length;
  const summaryAt = TIME_WIDTH + lane + 16;
  const pairAt = summaryAt + SUMMARY_WIDTH;
  const width = pairAt + PAIR_WIDTH + SIZE_WIDTH + 16;
  const height = TOP + rows.length * ROW + 12;
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
  for (const [index, { title, detail }] of lifelines.entries()) {
    const x = xOf(index);
    const line = { ink: 'lifeline', width: 1, dashed: false } as const;
    shapes.push({ kind: 'line', x1: x, y1: TOP - 10, x2: x, y2: height, ...line });
    text(x, 20, cut(mask(title), HEAD_TEXT), { align: 'middle', bold: true });
    text(x, 38, cut(mask(detail), HEAD_TEXT), { align: 'middle', ink: 'dim' });
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
      text(xOf(data.at), y, data.text, { align: 'middle', ink: 'dim', backed: true });
      text(summaryAt, y, marks.filter(Boolean).join(' · '), { ink: 'warning' });
      continue;
    }
    const ink = data.family;
    const [x1, x2] = [xOf(data.from), xOf(data.to)];
    shapes.push({ kind: 'line', x1, y1: y, x2, y2: y, ink, width: 2, dashed: isDashed(ink) });
    shapes.push({ kind: 'head', x: x2, y, rightwards: x2 > x1, ink });
    text((x1 + x2) / 2, y, typeText(data.messageType), { align: 'middle', backed: true });
    const before = [...marks, incompleteText(data), transitText(data)].filter(Boolean).join(' · ');
    const summary = before === '' ? data.summary : `${before} · ${data.summary}`;
    text(summaryAt, y, cut(mask(summary), SUMMARY_TEXT), {
      ink: before === '' ? 'text' : 'warning',
    });
    const { request, answer, missing } = pairTexts(data);
    text(pairAt, y, [request, answer, missing].filter(Boolean).join('  '), { ink: 'dim' });
    text(width - 12, y, formatBytes(data.size), { align: 'end' });
  }
  return { width, height, shapes };
}

/** One line a row, for a report or a mail. */
export function ladderText(
  { lifelines }: LadderHeader,
  rows: readonly DrawnRow[],
  masked: boolean,
): string {
  const mask = masked ? maskAddresses : (text: string) => text;
  const manyNodes = lifelines.filter(({ kind }) => kind === 'node').length > 1;
  const name = (index: number): string => {
    const { kind, title, detail } = lifelines[index] ?? { kind: 'others', title: '', detail: '' };
    return manyNodes && kind === 'node' ? `${title} (${detail})` : title;
  };
  const lines = rows.flatMap(({ data, time }) => {
    if (data.kind === 'pause') return data.labelled ? [`… ${pauseText(data)}`] : [];
    const gap = gapText(data);
    const before = gap === '' ? '' : `… ${gap} …\n`;
    if (data.kind === 'note') return [`${before}${time}  ${mask(name(data.at))}  ${data.text}`];
    const { request, answer, missing } = pairTexts(data);
    const what = [
      typeText(data.messageType),
      data.summary,
      incompleteText(data),
      transitText(data),
    ];
    const end = [formatBytes(data.size), request, answer, missing];
    const way = `${mask(name(data.from))} → ${mask(name(data.to))}`;
    return [`${before}${time}  ${way}  ${mask(joined(what, ' '))}  ${joined(end, '  ')}`];
  });
  return `${lines.map(visibleLines).join('\n')}\n`;
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
