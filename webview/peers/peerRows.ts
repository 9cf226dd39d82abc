import type { PeersRow } from '../../src/shared/webview/peersProtocol';
import { isByKey } from '../common/byKey';
import { make } from '../common/dom';
import { createRow, domId, menuOf, renderAge, renderRow, rowHeight, type Place } from './peerRow';
import { RowLayout } from './rowLayout';
import type { RowSelection } from './rowSelection';

/** Pixels that are drawn above and below those in view. */
const OVERSCAN = 200;

/** The rows as an ARIA tree, of which only what is in view is there. */
export class PeerRows {
  readonly element = make('div', 'rows');
  rows: readonly PeersRow[] = [];
  private readonly spacer = make('div', 'spacer');
  private readonly drawn = new Map<string, HTMLElement>();
  private readonly free: HTMLElement[] = [];
  /** What each element shows. */
  private readonly rendered = new WeakMap<HTMLElement, PeersRow>();
  private layout = new RowLayout([]);
  private places: readonly Place[] = [];
  private indexes: ReadonlyMap<string, number> = new Map();
  /** The clock that ages are counted by: the host's, carried on by ours. */
  private clock = { hostMs: 0, ownMs: 0, live: false };

  constructor(private readonly selection: RowSelection) {
    const { element } = this;
    element.tabIndex = 0;
    element.setAttribute('role', 'tree');
    element.setAttribute('aria-label', 'Peers');
    element.setAttribute('aria-multiselectable', 'true');
    this.spacer.setAttribute('role', 'presentation');
    element.append(this.spacer);
    element.addEventListener('scroll', () => this.draw(), { passive: true });
    // Where no row lies below the menu: a key opens it for the active one, a pointer for no row.
    element.addEventListener('contextmenu', (event) => {
      const active = isByKey(event) ? this.indexOf(selection.active) : undefined;
      element.dataset.vscodeContext = menuOf(active === undefined ? undefined : this.rows[active]);
    });
    new ResizeObserver(() => this.draw()).observe(element);
    setInterval(() => this.drawAges(), 1000);
  }

  /** @param fixed The id of a row that stays where it is on screen. */
  show(rows: readonly PeersRow[], fixed: string | undefined): void {
    const before = this.screenTop(fixed);
    this.rows = rows;
    this.indexes = new Map(rows.map(({ id }, i) => [id, i]));
    this.layout = new RowLayout(rows.map(rowHeight));
    this.places = placesOf(rows);
    this.spacer.style.height = `${this.layout.height}px`;
    const after = this.screenTop(fixed);
    if (before !== undefined && after !== undefined) this.element.scrollTop += after - before;
    this.draw();
  }

  /** Rows that are there have other figures. */
  update(rows: readonly PeersRow[]): void {
    const all = [...this.rows];
    for (const row of rows) {
      const index = this.indexes.get(row.id);
      if (index !== undefined) all[index] = row;
    }
    this.rows = all;
    this.draw();
  }

  setClock(hostMs: number, live = this.clock.live): void {
    this.clock = { hostMs, ownMs: performance.now(), live };
  }

  indexOf(id: string | undefined): number | undefined {
    return id === undefined ? undefined : this.indexes.get(id);
  }

  /** Rows that fit into the view, at least. */
  get page(): number {
    return Math.max(1, Math.floor(this.element.clientHeight / 42) - 1);
  }

  /** Whether any of the rows [from, to) is. */
  isInView(from: number, to: number): boolean {
    const { element, layout } = this;
    const { scrollTop, clientHeight } = element;
    const { first, end } = layout.between(scrollTop, scrollTop + clientHeight);
    return from < end && to > first;
  }

  reveal(index: number): void {
    const { element, layout } = this;
    const { scrollTop, clientHeight } = element;
    if (layout.top(index) < scrollTop) element.scrollTop = layout.top(index);
    else if (layout.bottom(index) > scrollTop + clientHeight)
      element.scrollTop = layout.bottom(index) - clientHeight;
    this.draw();
  }

  draw(): void {
    const { element, layout, rows, selection } = this;
    const { scrollTop, clientHeight } = element;
    const { first, end } = layout.between(
      scrollTop - OVERSCAN,
      scrollTop + clientHeight + OVERSCAN,
    );
    const shown = new Set(rows.slice(first, end).map(({ id }) => id));
    for (const [id, row] of this.drawn) if (!shown.has(id)) this.release(id, row);
    let previous: Element | null = null;
    for (let index = first; index < end; index++) {
      previous = this.drawRow(index, previous);
    }
    const active = this.indexOf(selection.active);
    const current = active === undefined ? undefined : rows[active];
    if (current && shown.has(current.id)) {
      element.setAttribute('aria-activedescendant', domId(current.id));
    } else {
      element.removeAttribute('aria-activedescendant');
    }
  }

  /** The elements are in the order of the rows: some readers go by that. */
  private drawRow(index: number, previous: Element | null): Element {
    const row = this.rows[index]!;
    const { id } = row;
    const element = this.drawn.get(id) ?? this.free.pop() ?? createRow();
    this.drawn.set(id, element);
    if (this.rendered.get(element) !== row) renderRow(element, row, this.places[index]!);
    this.rendered.set(element, row);
    renderAge(element, row, this.nowMs);
    element.setAttribute('aria-selected', `${this.selection.has(id)}`);
    element.classList.toggle('active', this.selection.active === id);
    element.style.top = `${this.layout.top(index)}px`;
    element.style.height = `${rowHeight(row)}px`;
    const next = previous ? previous.nextElementSibling : this.spacer.firstElementChild;
    if (next !== element) this.spacer.insertBefore(element, next);
    return element;
  }

  private drawAges(): void {
    if (!this.clock.live) return;
    for (const [id, element] of this.drawn)
      renderAge(element, this.rows[this.indexes.get(id)!]!, this.nowMs);
  }

  private get nowMs(): number {
    const { hostMs, ownMs, live } = this.clock;
    return live ? hostMs + performance.now() - ownMs : hostMs;
  }

  private release(id: string, row: HTMLElement): void {
    this.drawn.delete(id);
    row.remove();
    this.free.push(row);
  }

  private screenTop(id: string | undefined): number | undefined {
    const index = this.indexOf(id);
    return index === undefined ? undefined : this.layout.top(index);
  }
}

/** The place of each row among its siblings. */
function placesOf(rows: readonly PeersRow[]): Place[] {
  const places: Place[] = [];
  /** By level: the siblings so far of the parent that is open. */
  const open: Place[][] = [];
  const close = (level: number) => {
    for (const siblings of open.splice(level))
      for (const place of siblings) place.siblings = siblings.length;
  };
  for (const { level } of rows) {
    close(level);
    const siblings = (open[level - 1] ??= []);
    const place = { position: siblings.length + 1, siblings: 0 };
    siblings.push(place);
    places.push(place);
  }
  close(0);
  return places;
}
