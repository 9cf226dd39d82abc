import type { InspectedField } from '../../src/shared/webview/inspectorProtocol';
import { visible } from '../../src/shared/text/visible';
import { make, setText } from '../common/dom';
import { valuesOf } from './comparedValues';
import { shortened } from './shortened';
import type { TreeRow } from './treeModel';

/** Pixels by which what a field consists of is moved in. */
const INDENT = 14;

/** Characters that the twisty, the colon and what is between the parts take. */
const AROUND = 6;

/** Characters before the marks: a gap, and the sign of a warning. */
const BEFORE_MARKS = 5;

/** What else a row shows. */
export interface RowLook {
  selected: boolean;
  found: boolean;
  /** Characters that the row has room for. */
  columns: number;
  /** The width of one, pixels. */
  character: number;
  /** The other message has a column of its own. */
  comparing: boolean;
}

/** An empty row: what opens it, name, value, marks, and the other message’s value. */
export function createTreeRow(): HTMLElement {
  const row = make('div', 'field-row');
  row.setAttribute('role', 'treeitem');
  const twisty = make('span', 'twisty');
  twisty.setAttribute('aria-hidden', 'true');
  const parts = ['name', 'value', 'marks', 'differing', 'other'];
  row.append(twisty, ...parts.map((part) => make('span', part)));
  return row;
}

export function renderTreeRow(
  row: HTMLElement,
  number: number,
  { path, field, open, siblings }: TreeRow,
  look: RowLook,
): void {
  const { selected, found, comparing } = look;
  const [twisty, name, value, marks, differing, other] = [...row.children] as HTMLElement[];
  const opens = (field?.count ?? 0) > 0;
  const level = path.length - 1;
  row.id = `field-${number}`;
  row.dataset.row = String(number);
  row.dataset.name = field?.name ?? '';
  row.style.setProperty('--indent', `${6 + INDENT * level}px`);
  row.setAttribute('aria-level', String(path.length));
  row.setAttribute('aria-setsize', String(siblings));
  row.setAttribute('aria-posinset', String(path.at(-1)! + 1));
  row.setAttribute('aria-selected', String(selected));
  if (opens) row.setAttribute('aria-expanded', String(open));
  else row.removeAttribute('aria-expanded');
  row.classList.toggle('selected', selected);
  row.classList.toggle('found', found);
  row.classList.toggle('warned', field?.warning !== undefined || field?.broken === true);
  const differs = comparing && field?.compared?.differs === true;
  row.classList.toggle('differs', differs);
  const mark = open ? '▾' : '▸';
  twisty!.textContent = opens ? mark : '';
  setText(name!, field?.name ?? '…');
  const marked = field ? marksOf(field).join(' · ') : '';
  setText(marks!, marked);
  const { own, others } = field ? valuesOf(field) : { own: '', others: '' };
  if (comparing) {
    const room = Math.floor((look.columns * (1 - NAME_SHARE)) / 2) - 3;
    setText(value!, shortened(visible(own), room));
    setText(other!, shortened(visible(others), room));
    differing!.textContent = differs ? '≠' : '';
  } else {
    const before = (6 + INDENT * level) / look.character + name!.textContent.length + AROUND;
    const room = look.columns - before;
    // A long warning leaves half of the room to the value; all of it is below the tree.
    const taken = marked === '' ? 0 : Math.min(marked.length + BEFORE_MARKS, room / 2);
    setText(value!, shortened(visible(own), Math.floor(room - taken)));
    differing!.textContent = other!.textContent = '';
  }
  const whole = value!.textContent === own ? [] : [visible(own)];
  row.title = [...whole, ...(field?.warning === undefined ? [] : [field.warning])].join('\n');
}

/** The share of a row that the names have while messages are compared; inspector.css draws for it. */
const NAME_SHARE = 0.34;

/** What is told by more than colour, the most important first. */
function marksOf(field: InspectedField): string[] {
  return [
    ...(field.broken ? ['breaks here'] : []),
    ...(field.warning !== undefined ? [field.warning] : []),
    ...(field.derived ? ['derived'] : []),
  ];
}
