import type { LadderRow, MessageRow, NoteRow } from '../../src/shared/webview/ladderProtocol';
import { peerNumber } from '../../src/shared/text/peerNumber';
import { formatBytes } from '../../src/shared/text/quantity';
import { make } from '../common/dom';
import { visible } from '../../src/shared/text/visible';
import { COLUMNS } from './columns';
import type { Lanes } from './lanes';
import {
  gapText,
  idleText,
  incompleteText,
  pairTexts,
  pauseText,
  transitText,
  typeText,
} from './rowText';

/** Pixels: of a space between lifelines at least, of a character, and of what is around a label. */
const STEP = 60;
const CHARACTER = 7;
const AROUND = 56;

/**
 * A row of the grid, which is used for one event after another: scrolling fast is hundreds of rows a
 * second, so that what is there is changed, and only where it differs.
 */
export class RowElement {
  readonly element = make('div', 'row columns');
  private readonly time = make('span', 'time');
  private readonly lane = make('span', 'lane');
  private readonly summary = make('span', 'summary');
  private readonly pair = make('span', 'pair');
  private readonly size = make('span', 'size');
  private readonly arrow = make('span', 'arrow');
  private readonly type = make('span', 'type');
  private readonly note = make('span', 'note');
  private readonly noteLabel = make('span', 'label');
  private readonly marks = make('span', 'marks');
  private readonly text = make('span', 'text');

  constructor() {
    this.element.setAttribute('role', 'row');
    const label = make('span', 'label');
    label.append(make('span', 'shape'), this.type);
    this.arrow.append(make('span', 'line'), label);
    this.note.append(this.noteLabel);
    this.lane.append(this.arrow, this.note);
    this.summary.append(this.marks, this.text);
    const cells = [this.time, this.lane, this.summary, this.pair, this.size];
    for (const [index, cell] of cells.entries()) {
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', String(index + 1));
      cell.classList.add(`column-${COLUMNS[index]!}`);
    }
    this.element.append(...cells);
  }

  /**
   * @param data undefined while its answer is under way.
   * @param time As the column shows it.
   * @param state Classes that say where the user is.
   */
  show(data: LadderRow | undefined, time: string, lanes: Lanes, state: string): void {
    setClass(this.element, `virtual-row row columns ${classesOf(data)}${state}`);
    if (!data) return;
    const message = data.kind === 'message' ? data : undefined;
    const note = data.kind === 'note' ? data : undefined;
    setText(this.time, data.kind === 'pause' ? '' : time);
    this.arrow.hidden = message === undefined;
    this.note.hidden = note === undefined;
    if (message) this.showArrow(message, lanes);
    else {
      setText(this.type, '');
      this.lane.removeAttribute('aria-label');
    }
    if (note) this.showNote(note, lanes);
    const marks = marksOf(data);
    if (marks.length > 0 || this.marks.firstChild) this.marks.replaceChildren(...marks);
    setText(this.text, message?.summary ?? '');
    const pair = message ? pairElements(message) : [];
    if (pair.length > 0 || this.pair.firstChild) this.pair.replaceChildren(...pair);
    setClass(this.pair, pair.length > 1 ? 'pair column-pair crowded' : 'pair column-pair');
    setText(this.size, message ? formatBytes(message.size) : '');
  }

  private showArrow(data: MessageRow, lanes: Lanes): void {
    const rightwards = data.to > data.from;
    const span = Math.abs(data.to - data.from);
    const type = typeText(data.messageType);
    // A label would hide a short arrow, so it is placed beyond its end, unless there is no room.
    const isShort = lanes.many && span * STEP < type.length * CHARACTER + AROUND;
    const short = isShort && Math.max(data.from, data.to) < lanes.count - 1 ? ' short' : '';
    const way = rightwards ? 'rightwards' : 'leftwards';
    setClass(this.arrow, `arrow ${data.direction} ${way} family-${data.family}${short}`);
    setStyle(this.arrow, 'marginLeft', lanes.left(Math.min(data.from, data.to)));
    setStyle(this.arrow, 'width', lanes.width(span));
    setText(this.type, type);
    // An arrow can only be seen.
    const name = `${data.direction} peer ${peerNumber(data.source.peer)} ${visible(type)}`;
    this.lane.setAttribute('aria-label', name);
  }

  private showNote(data: NoteRow, lanes: Lanes): void {
    setClass(this.note, `note ${data.tone}${edgeOf(data.at, lanes.count)}`);
    setStyle(this.note, 'left', lanes.many ? lanes.left(data.at) : '0');
    setText(this.noteLabel, data.text);
  }
}

function edgeOf(index: number, count: number): string {
  if (index === 0) return ' leftmost';
  return index === count - 1 ? ' rightmost' : '';
}

function classesOf(data: LadderRow | undefined): string {
  if (!data) return 'waiting ';
  const gap = data.gaps.length > 0 ? 'gap ' : '';
  const idle = idleText(data) === '' ? '' : 'idle ';
  const event = data.kind === 'note' ? 'event ' : '';
  const pause = data.kind === 'pause' ? 'pause ' : '';
  const folded = data.kind === 'pause' && data.folded ? 'folded ' : '';
  return `${gap}${idle}${event}${pause}${folded}${data.match ? 'match ' : ''}`;
}

/** What is said about the row before its summary. */
function marksOf(data: LadderRow): HTMLElement[] {
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

function pairElements(data: MessageRow): HTMLElement[] {
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
  if (missing !== '')
    elements.push(make('span', data.unanswered ? 'mark warning' : 'mark', missing));
  return elements;
}

function setClass(element: HTMLElement, className: string): void {
  if (element.className !== className) element.className = className;
}

function setText(element: HTMLElement, text: string): void {
  const shown = visible(text);
  const node = element.firstChild as Text | null;
  if (!node) element.textContent = shown;
  else if (node.data !== shown) node.data = shown;
}

function setStyle(
  element: HTMLElement,
  property: 'left' | 'marginLeft' | 'width',
  value: string,
): void {
  if (element.style[property] !== value) element.style[property] = value;
}
