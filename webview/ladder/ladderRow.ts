import type { LadderRow, MessageRow, NoteRow } from '../../src/shared/ladderProtocol';
import { familyOf } from '../../src/shared/families';
import { formatBytes } from '../../src/shared/quantity';
import { make, setText } from '../common/dom';
import { gapText, idleText, incompleteText, noteText, pairTexts, typeText } from './rowText';

/** In the order of the columns. */
export const COLUMNS = ['time', 'lane', 'summary', 'pair', 'size'] as const;

/** An empty row of the grid. */
export function createRow(): HTMLElement {
  const row = make('div', 'row');
  row.setAttribute('role', 'row');
  for (const [index, name] of COLUMNS.entries()) {
    const cell = make('span', name);
    cell.setAttribute('role', 'gridcell');
    cell.setAttribute('aria-colindex', String(index + 1));
    row.append(cell);
  }
  return row;
}

/** Pixels: of a space between lifelines at least, of a character, and of what is around a label. */
const STEP = 60;
const CHARACTER = 7;
const AROUND = 56;

/**
 * @param data undefined while its answer is under way.
 * @param time As the column shows it.
 * @param lifelines How many there are.
 */
export function renderRow(
  row: HTMLElement,
  data: LadderRow | undefined,
  time: string,
  lifelines: number,
): void {
  const [timeCell, lane, summary, pair, size] = row.children as unknown as HTMLElement[];
  setText(timeCell!, time);
  row.classList.toggle('gap', data !== undefined && data.gaps.length > 0);
  row.classList.toggle('idle', data !== undefined && idleText(data) !== '');
  row.classList.toggle('match', data?.match === true);
  const message = data?.kind === 'message' ? data : undefined;
  lane!.replaceChildren(
    ...(data ? [data.kind === 'message' ? arrow(data, lifelines) : note(data)] : []),
  );
  summary!.replaceChildren(...(data ? marks(data) : []), message?.summary ?? '');
  summary!.title = message?.summary ?? '';
  pair!.replaceChildren(...(message ? pairElements(message) : []));
  size!.textContent = message ? formatBytes(message.size) : '';
}

function arrow(data: MessageRow, lifelines: number): HTMLElement {
  const rightwards = data.to > data.from;
  const way = rightwards ? 'rightwards' : 'leftwards';
  const element = make(
    'span',
    `arrow ${data.direction} ${way} family-${familyOf(data.messageType)}`,
  );
  const span = Math.abs(data.to - data.from);
  element.style.setProperty('--from', String(Math.min(data.from, data.to)));
  element.style.setProperty('--span', String(span));
  // A label would hide a short arrow: it stands behind it, unless there is no room.
  const isShort = lifelines > 2 && span * STEP < data.messageType.length * CHARACTER + AROUND;
  if (isShort && Math.max(data.from, data.to) < lifelines - 1) element.classList.add('short');
  const label = make('span', 'label');
  const direction = make('span', 'sr-only', `${data.direction} peer ${data.source.peer} `);
  label.append(direction, make('span', 'shape'), make('span', 'type', typeText(data.messageType)));
  element.append(make('span', 'line'), label);
  return element;
}

function note(data: NoteRow): HTMLElement {
  const element = make('span', `note ${data.note}`);
  element.style.setProperty('--from', String(data.at));
  element.append(make('span', 'label', noteText(data)));
  return element;
}

/** What is said of the row before its summary. */
function marks(data: LadderRow): HTMLElement[] {
  const found: HTMLElement[] = [];
  const gap = gapText(data);
  if (gap !== '') found.push(make('span', 'mark warning', gap));
  const idle = idleText(data);
  if (idle !== '') found.push(make('span', 'mark', idle));
  const incomplete = data.kind === 'message' ? incompleteText(data) : '';
  if (incomplete !== '') found.push(make('span', 'mark warning', incomplete));
  return found;
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
