import { ageText } from '../../src/shared/text/ageText';
import type { PeersRow, TrafficTexts } from '../../src/shared/webview/peersProtocol';
import { make, setAttribute, setClass, setText } from '../common/dom';
import { createIcon, drawIcon } from './icons';
import { splitAddress } from './splitAddress';

/** Pixels; peers.css draws for them. */
const ONE_LINE = 22;
const TWO_LINES = 42;

/** Where a row is among those of the same parent, from 1. */
export interface Place {
  position: number;
  siblings: number;
}

/** Whether a row has a second line, and so its height. */
export function rowHeight({ kind }: PeersRow): number {
  return ['recording', 'node', 'peer', 'waiting', 'others'].includes(kind) ? TWO_LINES : ONE_LINE;
}

/** An empty row: what opens it, and two lines. */
export function createRow(): HTMLElement {
  const row = make('div', 'row');
  row.setAttribute('role', 'treeitem');
  const twisty = make('span', 'twisty');
  twisty.append(createIcon());
  const first = make('div', 'line');
  const label = make('span', 'label');
  label.append(make('span', 'head'), make('span', 'tail'));
  const found = make('span', 'found');
  first.append(createIcon(), make('span', 'number'), label, found, make('span', 'age'));
  const second = make('div', 'line second');
  second.append(make('span', 'detail'), createFigures('out'), createFigures('in'));
  for (const part of [twisty, first, second]) part.setAttribute('aria-hidden', 'true');
  row.append(twisty, first, second, make('span', 'spoken'));
  return row;
}

function createFigures(direction: 'out' | 'in'): HTMLElement {
  const figures = make('span', `figures ${direction}`);
  figures.append(make('span', 'messages'), make('span', 'bytes'));
  return figures;
}

export function renderRow(row: HTMLElement, shown: PeersRow, place: Place): void {
  const { id, kind, level, open, number, named, detail, found, traffic, over } = shown;
  row.id = domId(id);
  const isTwo = rowHeight(shown) === TWO_LINES;
  const looks = [`row ${kind}`, isTwo && 'two', over && 'over', named && 'named'];
  setClass(row, looks.filter(Boolean).join(' '));
  setAttribute(row, 'data-row', id);
  setAttribute(row, 'data-vscode-context', menuOf(shown));
  row.style.paddingLeft = `${2 + 8 * (level - 1)}px`;
  setAttribute(row, 'aria-level', `${level}`);
  setAttribute(row, 'aria-posinset', `${place.position}`);
  setAttribute(row, 'aria-setsize', `${place.siblings}`);
  setAttribute(row, 'aria-expanded', open?.toString());
  const [twisty, first, second] = [...row.children] as HTMLElement[];
  drawIcon(twisty!.firstElementChild!, open === undefined ? '' : 'twisty');
  const [icon, numberText, label, foundText] = [...first!.children] as HTMLElement[];
  drawIcon(icon!, shown.icon);
  setText(numberText!, number);
  const [head, tail] = kind === 'peer' && !named ? splitAddress(shown.label) : [shown.label, ''];
  setText(label!.firstElementChild as HTMLElement, head);
  setText(label!.lastElementChild as HTMLElement, tail);
  const [detailText, out, inbound] = [...second!.children] as HTMLElement[];
  setText(detailText!, detail);
  setText(foundText!, found?.text ?? '');
  setClass(foundText!, `found ${found?.gravest ?? ''}`);
  renderFigures(out!, '↑', traffic?.outMessages, traffic?.outBytes);
  renderFigures(inbound!, '↓', traffic?.inMessages, traffic?.inBytes);
}

function renderFigures(
  figures: HTMLElement,
  arrow: string,
  messages: TrafficTexts['outMessages'] = '',
  bytes: TrafficTexts['outBytes'] = '',
): void {
  const [messagesText, bytesText] = [...figures.children] as HTMLElement[];
  setText(messagesText!, messages === '' ? '' : `${arrow}${messages}`);
  setText(bytesText!, bytes);
}

/** @param nowMs Unix milliseconds. */
export function renderAge(row: HTMLElement, shown: PeersRow, nowMs: number): void {
  const { lastMs, speech, nowMs: own = nowMs } = shown;
  const age = lastMs === undefined ? '' : ageText(Math.max(0, own - lastMs));
  const text = row.querySelector<HTMLElement>('.age')!;
  setText(text, age);
  const said = row.querySelector<HTMLElement>('.spoken')!;
  const spoken = age === '' || age === 'now' ? speech : `${speech}, ${age} ago`;
  setText(said, spoken);
}

/** What VS Code makes the row's menu of. @param row undefined where there is none, and no menu. */
export function menuOf(row: PeersRow | undefined): string {
  return JSON.stringify({
    ...(row && { webviewSection: row.kind, row: row.id, peersTracing: row.tracing }),
    preventDefaultContextMenuItems: true,
  });
}

/** @param id Of a row. */
export function domId(id: string): string {
  return `row-${id}`;
}
