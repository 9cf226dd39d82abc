import type {
  InspectedDifference,
  InspectedField,
} from '../../src/shared/webview/inspectorProtocol';
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
}

/** The fields of a message as an ARIA tree, of which only what is in view is there. */
export class TreeView {
  readonly element = make('div', 'field-tree');
  private readonly model: TreeModel;
  private readonly list: VirtualList;
  private readonly typeahead = new Typeahead();
  private path: Path = [];
  private found: ReadonlySet<string> = new Set();
  private differences: ReadonlyMap<string, InspectedDifference | 'inside'> = new Map();

  constructor(private readonly events: TreeViewEvents) {
    this.model = new TreeModel((path, from, to) => events.onWant(path, from, to));
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'tree');
    this.element.setAttribute('aria-label', 'Fields');
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

  show(count: number, fields: readonly InspectedField[]): void {
    this.model.reset(count, fields);
    this.path = [];
    this.found = new Set();
    this.differences = new Map();
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

  markDifferences(differences: readonly InspectedDifference[]): void {
    const marks = new Map<string, InspectedDifference | 'inside'>();
    for (const difference of differences) {
      const { path, missing } = difference;
      if (!missing) marks.set(String(path), difference);
      for (let depth = 1; depth < path.length; depth++) {
        const around = String(path.slice(0, depth));
        if (!marks.has(around)) marks.set(around, 'inside');
      }
    }
    this.differences = marks;
    this.list.invalidate();
  }

  private look({ path }: TreeRow): RowLook {
    const key = String(path);
    const selected = key === String(this.path);
    return { selected, found: this.found.has(key), differs: this.differences.get(key) };
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
    else if (event.key === 'ArrowRight') this.inward();
    else if (event.key === 'ArrowLeft') this.outward();
    else if (event.key === 'Enter' || (event.key === ' ' && !this.typeahead.busy))
      this.toggle(this.path, !this.model.isOpen(this.path));
    else if (!this.typed(event)) return;
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
