import { durationText } from '../../src/shared/text/durationText';
import type { LadderRow, RowFinding, RowLink } from '../../src/shared/webview/ladderProtocol';
import { visible } from '../../src/shared/text/visible';
import { make, setAttribute, setClass, setHidden, setText } from '../common/dom';
import {
  gapText,
  idleText,
  incompleteText,
  markedFindings,
  pairTexts,
  pauseText,
  transitText,
} from './rowText';

/** What is said about the row before its summary. */
export function rowMarks(data: LadderRow): HTMLElement[] {
  if (data.kind === 'pause') {
    const text = pauseText(data);
    return text === '' ? [] : [make('span', 'mark', text)];
  }
  const found: HTMLElement[] = [];
  if (data.bookmark !== undefined) found.push(bookmarkMark(data.bookmark));
  for (const finding of markedFindings(data)) found.push(findingMark(finding));
  const gap = gapText(data);
  if (gap !== '') found.push(make('span', 'mark warning', gap));
  const idle = idleText(data);
  if (idle !== '') found.push(make('span', 'mark', idle));
  if (data.kind !== 'message') return found;
  const incomplete = incompleteText(data);
  if (incomplete !== '') found.push(make('span', 'mark warning', incomplete));
  const transit = transitText(data);
  if (transit !== '') {
    const mark = make('span', 'mark', transit);
    mark.title = 'In transit between the two nodes';
    found.push(mark);
  }
  return found;
}

/** The rule in its own words; what it says of this row where the mouse rests. */
function findingMark({ severity, rule, text, source }: RowFinding): HTMLElement {
  const mark = make('span', severity === 'note' ? 'mark' : `mark ${severity}`, rule);
  mark.title = `${text} (${severity}; ${source})`;
  return mark;
}

function bookmarkMark(note: string): HTMLElement {
  const mark = make('span', 'mark bookmark', note);
  mark.title = `Bookmark: ${visible(note)}`;
  return mark;
}

/** Characters for which the latency column always has room. */
const ROOM = 10;

/** A part of what the latency column shows: a link to the other end of the pair, or what is missing. */
interface PairPart {
  className: string;
  text: string;
  title: string;
  /** Of the capture, where it leads to. */
  row?: number;
}

/**
 * Shows latencies, and what is missing, in a cell whose elements are used for one row after another.
 * @returns Whether they may be more than the column has room for.
 */
export function showPair(cell: HTMLElement, data: LadderRow): boolean {
  const parts = pairParts(data);
  while (cell.children.length < parts.length) cell.append(make('span', ''));
  for (const [i, element] of ([...cell.children] as HTMLElement[]).entries()) {
    const part = parts[i];
    setHidden(element, !part);
    if (!part) continue;
    setClass(element, part.className);
    setText(element, part.text);
    setAttribute(element, 'title', part.title);
    setAttribute(element, 'data-row', part.row?.toString());
  }
  return parts.length > 1 || (parts[0]?.text.length ?? 0) > ROOM;
}

function pairParts(data: LadderRow): PairPart[] {
  if (data.kind === 'pause') return [];
  if (data.kind === 'note') return data.cause ? [causePart(data.cause)] : [];
  const { request, answer, missing } = pairTexts(data);
  const parts: PairPart[] = [];
  const link = (text: string, title: string, row: number | undefined): void => {
    if (text !== '' && row !== undefined) parts.push({ className: 'link', text, title, row });
  };
  link(request, 'Answers this request: click, or press p, to go there', data.request?.row);
  link(answer, 'Answered here: click, or press p, to go there', data.answer?.row);
  if (missing !== '') {
    const className = data.unanswered ? 'mark warning' : 'mark';
    const title = data.unanswered ? `${missing} to this request` : 'The answer is awaited';
    parts.push({ className, text: missing, title });
  }
  return parts;
}

function causePart({ row, latencyUs }: RowLink): PairPart {
  const title = 'What this came of: click, or press p, to go there';
  return { className: 'link', text: `↑ ${durationText(latencyUs)}`, title, row };
}
