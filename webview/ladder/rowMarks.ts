import type { LadderRow, MessageRow } from '../../src/shared/webview/ladderProtocol';
import { visible } from '../../src/shared/text/visible';
import { make } from '../common/dom';
import { gapText, idleText, incompleteText, pairTexts, pauseText, transitText } from './rowText';

/** What is said about the row before its summary. */
export function rowMarks(data: LadderRow): HTMLElement[] {
  if (data.kind === 'pause') {
    const text = pauseText(data);
    return text === '' ? [] : [make('span', 'mark', text)];
  }
  const found: HTMLElement[] = [];
  if (data.bookmark !== undefined) found.push(bookmarkMark(data.bookmark));
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

function bookmarkMark(note: string): HTMLElement {
  const mark = make('span', 'mark bookmark', note);
  mark.title = `Bookmark: ${visible(note)}`;
  return mark;
}

/** What the latency column shows: links to the other end of the pair. */
export function pairElements(data: MessageRow): HTMLElement[] {
  const { request, answer, missing } = pairTexts(data);
  const elements: HTMLElement[] = [];
  const link = (text: string, title: string, row: number | undefined): void => {
    if (text === '' || row === undefined) return;
    const element = make('span', 'link', text);
    element.title = title;
    element.dataset.row = String(row);
    elements.push(element);
  };
  link(request, 'Answers this request: click, or press p, to go there', data.request?.row);
  link(answer, 'Answered here: click, or press p, to go there', data.answer?.row);
  if (missing !== '') {
    const mark = make('span', data.unanswered ? 'mark warning' : 'mark', missing);
    mark.title = data.unanswered ? `${missing} to this request` : 'The answer is awaited';
    elements.push(mark);
  }
  return elements;
}
