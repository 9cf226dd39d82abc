import type { InspectedField, InspectedMessage } from '../../src/shared/webview/inspectorProtocol';
import { make } from '../common/dom';
import { rowAfterKey } from '../common/keys';
import { VirtualList } from '../common/virtualList';
import { TreeModel, type Path, type TreeRow } from './treeModel';
import { createTreeRow, renderTreeRow, type RowLook } from './treeRow';
import { Typeahead } from './typeahead';

/** Pixels; inspector.css draws for it. */
const ROW_HEIGHT = 22;

export interface TreeViewEvents {
  /** Children [from, to) of a field are needed; {@link TreeView.put} takes them, or {@link TreeView.missed}. */
  onWant(path: Path, from: number, to: number): void;
  /** @param byUser Rather than because a byte was selected. */
  onSelect(byUser: boolean): void;
  onOpen(): void;
  onCopy(): void;
  /** A field without parts is opened: its bytes are what there is to see. */
  onEnterLeaf(): void;
}

/** The fields of a message, or of two that are compared. */
type Tree = Pick<InspectedMessage, 'fieldCount' | 'fields'> &
  Partial<Pick<InspectedMessage, 'opened'>>;

/** The fields of a message as an ARIA tree, of which only what is in view is there. */
export class TreeView {
  readonly element = make('div', 'field-tree');
  private readonly model: TreeModel;
  private readonly list: VirtualList;
  private readonly typeahead = new Typeahead();
  private path: Path = [];
  private width = 0;
  private found: ReadonlySet<string> = new Set();
  private comparing = false;
  /** As wide as ten characters. */
  private readonly probe = make('span', 'probe', '0'.repeat(10));

  constructor(private readonly events: TreeViewEvents) {
    this.model = new TreeModel((path, from, to) => events.onWant(path, from, to));
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'tree');
    this.element.setAttribute('aria-label', 'Fields');
    this.element.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'fields',
      preventDefaultContextMenuItems: true,
    });
    this.list = new VirtualList(this.element, {
      rowHeight: ROW_HEIGHT,
      create: createTreeRow,
      render: (row, index) => {
        const shown = this.model.row(index);
        renderTreeRow(row, index, shown, this.look(shown));
      },
      onRange: (first, end) => {
        this.model.want(first, end);
        return true;
      },
    });
    this.element.addEventListener('keydown', (event) => this.keyDown(event));
    this.element.addEventListener('click', (event) => this.clicked(event));
    this.element.addEventListener('contextmenu', (event) => this.pointedAt(event));
    this.element.append(this.probe);
    const resized = new ResizeObserver(() => this.resized());
    for (const each of [this.element, this.probe]) resized.observe(each);
  }

  get openPaths(): Path[] {
    return this.model.openPaths;
  }

  /** The path of the selected field; empty for none. */
  get selected(): Path {
    return this.path;
  }

  get field(): InspectedField | undefined {
    return this.model.field(this.path);
  }

  /** The selected field with those that it lies in, innermost first. */
  get around(): InspectedField[] {
    return this.path
      .flatMap((_, depth) => this.model.field(this.path.slice(0, depth + 1)) ?? [])
      .reverse();
  }

  /**
   * @param opened Without it, nothing is open.
   * @param comparing The fields are those of two messages.
   */
  show({ fieldCount, fields, opened }: Tree, comparing = false): void {
    this.model.reset(fieldCount, fields, opened);
    this.path = [];
    this.found = new Set();
    this.comparing = comparing;
    this.element.classList.toggle('comparing', comparing);
    this.element.removeAttribute('aria-activedescendant');
    this.list.move((scroll) => scroll.scrollTo(0));
    this.redraw();
  }

  put(path: Path, from: number, fields: readonly InspectedField[]): void {
    this.model.put(path, from, fields);
    this.list.invalidate();
    // What was pending may have come.
    if (this.path.length > 0) this.events.onSelect(false);
  }

  /** The children that were wanted from an index on did not come. */
  missed(path: Path, from: number): void {
    this.model.missed(path, from);
  }

  /** Opens what a field lies in. @param chain The field and those around it, outermost first. */
  reveal(path: Path, chain: readonly InspectedField[]): void {
    this.model.reveal(path, chain);
    this.redraw();
  }

  /** @param byUser Rather than because a byte was, or as it was before. */
  select(path: Path, byUser = false): void {
    this.path = path;
    const row = this.model.rowOf(path);
    if (row !== undefined) {
      this.list.move((scroll) => scroll.reveal(row));
      this.element.setAttribute('aria-activedescendant', `field-${row}`);
    }
    this.list.invalidate();
    this.events.onSelect(byUser);
  }

  markFound(paths: readonly Path[]): void {
    this.found = new Set(paths.map(String));
    this.list.invalidate();
  }

  /** No field is selected any more. */
  deselect(): void {
    if (this.path.length === 0) return;
    this.element.removeAttribute('aria-activedescendant');
    this.path = [];
    this.list.invalidate();
    this.events.onSelect(false);
  }

  private look({ path }: TreeRow): RowLook {
    const key = String(path);
    const selected = key === String(this.path);
    const character = this.probe.offsetWidth / 10 || 8;
    return {
      selected,
      found: this.found.has(key),
      columns: this.width / character,
      character,
      comparing: this.comparing,
    };
  }

  /** Values lose as much of their middle as there is no room for, and what is selected stays in sight. */
  private resized(): void {
    this.width = this.element.clientWidth;
    this.list.invalidate();
    const row = this.model.rowOf(this.path);
    if (row !== undefined) this.list.move((scroll) => scroll.reveal(row));
  }

  private redraw(): void {
    this.list.setRowCount(this.model.length);
    this.list.invalidate();
  }

  private toggle(path: Path, open: boolean): boolean {
    if (!this.model.setOpen(path, open)) return false;
    // Nothing that cannot be seen stays selected.
    const inside = this.path.length > path.length && path.every((at, i) => at === this.path[i]);
    if (!open && inside) this.select(path, true);
    this.redraw();
    this.events.onOpen();
    return true;
  }

  /** A menu is about to open: it is about the field below the pointer. */
  private pointedAt(event: MouseEvent): void {
    const row = (event.target as Element).closest<HTMLElement>('.field-row');
    if (row) this.select(this.model.row(Number(row.dataset.row)).path, true);
  }

  private clicked(event: MouseEvent): void {
    const target = event.target as Element;
    const row = target.closest<HTMLElement>('.field-row');
    if (!row) return;
    const { path, open } = this.model.row(Number(row.dataset.row));
    if (target.closest('.twisty') || event.detail === 2) this.toggle(path, !open);
    if (!target.closest('.twisty')) this.select(path, true);
  }

  private keyDown(event: KeyboardEvent): void {
    if (this.model.length === 0) return;
    const command = event.ctrlKey || event.metaKey;
    const moved = this.rowAfter(event);
    if (moved !== undefined) this.select(this.model.row(moved).path, true);
    else if (command && event.key === 'c') this.events.onCopy();
    else if (command && event.key === 'ArrowLeft') this.closeAll();
    else if (command || event.altKey) return;
    else if (event.key === 'ArrowRight') this.inward();
    else if (event.key === 'ArrowLeft') this.outward();
    else if (event.key === 'Escape' && this.path.length > 0) this.deselect();
    else if (event.key === 'Enter' || (event.key === ' ' && !this.typeahead.busy))
      this.enter(event.key);
    else if (event.key === '?' || !this.typed(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private rowAfter(event: KeyboardEvent): number | undefined {
    // Letters find a field by its name here.
    if (event.key.length === 1) return undefined;
    const { length } = this.model;
    const current = this.model.rowOf(this.path) ?? -1;
    return rowAfterKey(event, current, length, this.list.scroll.pageSize);
  }

  private enter(key: string): void {
    if (this.toggle(this.path, !this.model.isOpen(this.path))) return;
    if (key === 'Enter' && this.path.length > 0) this.events.onEnterLeaf();
  }

  private closeAll(): void {
    this.model.closeAll();
    if (this.path.length > 1) this.select(this.path.slice(0, 1), true);
    this.redraw();
    this.events.onOpen();
  }

  private inward(): void {
    if (this.toggle(this.path, true)) return;
    if (this.model.isOpen(this.path)) this.select([...this.path, 0], true);
  }

  private outward(): void {
    if (this.toggle(this.path, false)) return;
    if (this.path.length > 1) this.select(this.path.slice(0, -1), true);
  }

  /** Goes to the next row that begins with what is being typed. */
  private typed(event: KeyboardEvent): boolean {
    const prefix = this.typeahead.add(event);
    if (prefix === undefined) return false;
    const { length } = this.model;
    const current = this.model.rowOf(this.path) ?? -1;
    // A second letter may match the row that the first one found.
    const start = prefix.length > 1 ? current : current + 1;
    for (let step = 0; step < Math.min(length, 5000); step++) {
      const { path, field } = this.model.row((Math.max(0, start) + step) % length);
      if (!field?.name.toLowerCase().startsWith(prefix)) continue;
      this.select(path, true);
      break;
    }
    return true;
  }
}
