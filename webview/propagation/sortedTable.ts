import { button } from '../common/button';
import { make, setAttribute } from '../common/dom';

/** A column of a {@link SortedTable}. */
export interface TableColumn<T extends string> {
  id: T | undefined;
  name: string;
  title?: string;
  isNumber: boolean;
}

/** A table with heads that sort it, drawn anew only where it changed. */
export class SortedTable<T extends string> {
  /** It scrolls by itself in a narrow pane. */
  readonly element = make('div', 'table-holder');
  private readonly heads = new Map<T, HTMLElement>();
  private readonly body = make('tbody', '') as HTMLTableSectionElement;
  private shown = '';

  constructor(
    caption: string,
    className: string,
    columns: readonly TableColumn<T>[],
    onSort: (column: T) => void,
  ) {
    const table = make('table', `sorted ${className}`);
    const row = make('tr', '');
    for (const { id, name, title, isNumber } of columns) {
      const cell = make('th', isNumber ? 'number' : '');
      cell.setAttribute('scope', 'col');
      if (title !== undefined) cell.title = title;
      if (id === undefined) cell.textContent = name;
      else {
        cell.append(button(name, () => onSort(id), 'sort'));
        this.heads.set(id, cell);
      }
      row.append(cell);
    }
    const head = make('thead', '');
    head.append(row);
    table.append(make('caption', 'unseen', caption), head, this.body);
    this.element.append(table);
    this.body.addEventListener('keydown', (event) => this.keyDown(event));
    if (this.heads.size > 0) return;
    // Nothing in it can have the focus, so that without a mouse it could not be scrolled.
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', caption);
  }

  /** To the same button of another row. */
  private keyDown(event: KeyboardEvent): void {
    const rows = [...this.body.rows];
    const row = (event.target as Element).closest('tr');
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    const at = rows.indexOf(row);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const nth = buttonsOf(row).indexOf(event.target as HTMLElement);
    const buttons = buttonsOf(rows[Math.max(0, Math.min(to, rows.length - 1))]!);
    buttons[Math.min(nth, buttons.length - 1)]?.focus();
  }

  /**
   * @param content What the rows are made of: while it is the same nothing is drawn.
   * @param rows Buttons in them have a `data-key`, by which one that has the focus is found again.
   */
  show(sort: T, descending: boolean, content: unknown, rows: () => HTMLElement[]): void {
    for (const [id, cell] of this.heads) {
      const order = descending ? 'descending' : 'ascending';
      setAttribute(cell, 'aria-sort', id === sort ? order : 'none');
    }
    const text = JSON.stringify(content);
    if (text === this.shown) return;
    this.shown = text;
    const { activeElement: active } = document;
    const key =
      active instanceof HTMLElement && this.body.contains(active) ? active.dataset.key : undefined;
    this.body.replaceChildren(...rows());
    if (key === undefined) return;
    for (const each of this.body.querySelectorAll<HTMLElement>('[data-key]'))
      if (each.dataset.key === key) each.focus();
  }
}

function buttonsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>('[data-key]')];
}

/** A row of cells. @param head The first is the head of the row. */
export function tableRow(cells: readonly (string | HTMLElement)[], numbers: number): HTMLElement {
  const row = make('tr', '');
  for (const [i, content] of cells.entries()) {
    const cell = make('td', i >= cells.length - numbers ? 'number' : '');
    if (typeof content === 'string') cell.textContent = content;
    else cell.append(content);
    row.append(cell);
  }
  return row;
}
