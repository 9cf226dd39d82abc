import type {
  InspectedDifference,
  InspectedField,
} from '../../src/shared/webview/inspectorProtocol';
import { formatCount } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import type { TreeRow } from './treeModel';

/** Characters of a value that a row has; the rest is below the tree. */
const MOST = 300;

/** What else a row shows. */
export interface RowLook {
  selected: boolean;
  found: boolean;
  /** undefined when nothing in the field differs. */
  differs: InspectedDifference | 'inside' | undefined;
}

/** An empty row: what opens it, name, marks, value. */
export function createTreeRow(): HTMLElement {
  const row = make('div', 'field-row');
  row.setAttribute('role', 'treeitem');
  const twisty = make('span', 'twisty');
  twisty.setAttribute('aria-hidden', 'true');
  row.append(twisty, make('span', 'name'), make('span', 'marks'), make('span', 'value'));
  return row;
}

export function renderTreeRow(
  row: HTMLElement,
  number: number,
  { path, field, open, siblings }: TreeRow,
  { selected, found, differs }: RowLook,
): void {
  const [twisty, name, marks, value] = [...row.children] as HTMLElement[];
  const opens = (field?.count ?? 0) > 0;
  row.id = `field-${number}`;
  row.dataset.row = String(number);
  row.dataset.name = field?.name ?? '';
  row.style.paddingLeft = `${6 + 14 * (path.length - 1)}px`;
  row.setAttribute('aria-level', String(path.length));
  row.setAttribute('aria-setsize', String(siblings));
  row.setAttribute('aria-posinset', String(path.at(-1)! + 1));
  row.setAttribute('aria-selected', String(selected));
  if (opens) row.setAttribute('aria-expanded', String(open));
  else row.removeAttribute('aria-expanded');
  row.classList.toggle('selected', selected);
  row.classList.toggle('found', found);
  row.classList.toggle('derived', field?.derived === true);
  row.classList.toggle('warned', field?.warning !== undefined || field?.broken === true);
  row.classList.toggle('differs', differs !== undefined);
  const mark = open ? '▾' : '▸';
  twisty!.textContent = opens ? mark : '';
  setText(name!, field?.name ?? '…');
  setText(marks!, field ? marksOf(field, differs).join(' ') : '');
  setText(value!, field ? valueOf(field, differs) : '');
}

/** What is told by more than colour. */
function marksOf(field: InspectedField, differs: RowLook['differs']): string[] {
  return [
    ...(field.derived ? ['derived'] : []),
    ...(field.broken ? ['breaks here'] : []),
    ...(field.warning !== undefined ? [field.warning] : []),
    ...(differs === 'inside' ? ['≠'] : []),
  ];
}

function valueOf(field: InspectedField, differs: RowLook['differs']): string {
  if (field.pending) return 'computing…';
  const text = field.text.length > MOST ? `${field.text.slice(0, MOST)}…` : field.text;
  const own =
    text === '' && field.count > 0 ? `${formatCount(field.end - field.start)} bytes` : text;
  if (differs === undefined || differs === 'inside') return own;
  return differs.other === undefined
    ? `${own} ≠ absent there`
    : `${own} ≠ ${differs.other.slice(0, MOST)}`;
}
