import {
  COLUMNS,
  ROW_BLOCK,
  type Anchor,
  type FirstRows,
  type Heads,
  type LadderHost,
  type LadderPage,
  type LadderRow,
  type LocatedRow,
} from '../../src/shared/webview/ladderProtocol';
import { BlockCache } from '../common/blockCache';
import { isByKey } from '../common/byKey';
import { make } from '../common/dom';
import type { Host } from '../common/host';
import { rowAfterKey } from '../common/keys';
import { VirtualList } from '../common/virtualList';
import { ASIDE, GAP } from './columns';
import type { GridLayout } from './gridLayout';
import { HeadsWatch } from './headsWatch';
import { RowElement } from './ladderRow';
import type { LadderState } from './ladderState';
import { Lifelines } from './lifelines';
import { rowContext, SPACE_CONTEXT } from './rowContext';
import { PeerAliases } from './peerAliases';
import { indexOf, PressedRow } from './pressedRow';
import type { RowsSeen } from './recentLanes';
import { RowCursor } from './rowCursor';
import { RowMeasure, type Mark } from './rowMeasure';

/** Pixels; ladder.css draws for it. */
const ROW_HEIGHT = 24;
/** Blocks of rows that are kept. */
const BLOCKS = 100;
/** Rows that are asked for on either side of those in view. */
const BESIDE = 20;
/** Blocks that may be under way: a person who drags through a capture does not wait for rows already passed. */
const UNDER_WAY = 2;
/** New rows that are followed are waited for so long at most, milliseconds. */
const AWAITED_MS = 1000;

const ACTIVE = 'aria-activedescendant';

export interface GridDependencies {
  host: Host<LadderPage, LadderHost, LadderState>;
  timeOf(row: LadderRow): string;
  /** Other peers have lanes in the rows in view. */
  onHeads(heads: Heads, rows: RowsSeen): void;
  /** The lane of the row that the keyboard is on; -1 for none. */
  onLane(lane: number): void;
  /** The lanes are to be scrolled, by pixels. */
  onSideways(pixels: number): void;
  /** Another row is active, others are in view, or the end was left or reached. */
  onChange(): void;
  /** Nothing is where the user wanted to go, and why. */
  onMiss(text: string): void;
}

/** The rows, which are fetched as they come into view, and where the user is among them. */
export class LadderGrid {
  readonly element = make('div', 'grid');
  /** There is more than one peer: one of them may be muted. */
  many = false;
  private readonly elements = new WeakMap<HTMLElement, RowElement>();
  private readonly lines = new Lifelines(ROW_HEIGHT, this.element);
  private readonly watch: HeadsWatch;
  private readonly list: VirtualList;
  private readonly rows: BlockCache<LadderRow>;
  private readonly cursor: RowCursor;
  private readonly press = new PressedRow();
  private layout: GridLayout | undefined;
  private laidOut = '';
  readonly measure = new RowMeasure();
  private readonly aliases = new PeerAliases();
  private generation = -1;
  private count = 0;
  /** Rows that there are by now: those that are followed count once they are there to be drawn. */
  private coming = 0;
  private comingTimer: number | undefined;
  /** It is known whose lanes are in view: without that, rows would be laid out for nobody. */
  private hasHeads = false;
  /** The row that the inspector went to by itself; -1 once the user went elsewhere. */
  private inspectedRow = -1;
  /** That of the row that the keyboard is on, where it is drawn. */
  private activeElement: HTMLElement | undefined;

  constructor(private readonly deps: GridDependencies) {
    const { element } = this;
    element.tabIndex = 0;
    element.setAttribute('role', 'grid');
    element.setAttribute('aria-label', 'Messages between the node and its peers');
    element.setAttribute('aria-colcount', String(COLUMNS.length));
    element.setAttribute('aria-multiselectable', 'true');
    element.dataset.vscodeContext = rowContext(undefined, false);
    for (const type of ['wheel', 'pointerdown'])
      element.addEventListener(type, () => this.cursor.release(), { passive: true });
    element.addEventListener('pointerdown', (event) => this.press.pressed(event));
    element.addEventListener('keydown', (event) => this.keyDown(event));
    element.addEventListener('click', (event) => this.clicked(event));
    element.addEventListener('dblclick', () => this.inspect());
    // The menu is about the row below the mouse, or that of the keyboard.
    element.addEventListener('contextmenu', (event) => {
      const index = indexOf(event);
      if (index !== undefined && !this.cursor.isSelected(index)) this.activate(index, false);
      const row = index === undefined ? this.active : this.rows.get(index);
      const isSpace = index === undefined && !isByKey(event);
      element.dataset.vscodeContext = isSpace ? SPACE_CONTEXT : rowContext(row, this.many);
    });
    this.rows = new BlockCache(
      ROW_BLOCK,
      BLOCKS,
      UNDER_WAY,
      (from, to) => deps.host.ask('rows', { generation: this.generation, from, to }),
      (from, rows) => this.arrived(from, rows),
    );
    this.watch = new HeadsWatch(
      (from, to) => deps.host.ask('heads', { generation: this.generation, from, to, watch: true }),
      (heads) => this.showHeads(heads),
    );
    // What scrolls sideways are the lanes.
    element.addEventListener(
      'wheel',
      ({ deltaX, deltaY, shiftKey }) => deps.onSideways(shiftKey ? deltaX || deltaY : deltaX),
      { passive: true },
    );
    this.cursor = new RowCursor((row, go) => void this.locate(row, go));
    this.list = new VirtualList(element, {
      rowHeight: ROW_HEIGHT,
      backdrop: this.lines.element,
      create: () => this.create(),
      render: (row, index) => this.render(row, index),
      onRange: (first, end, passing) => {
        const beside = passing ? 0 : BESIDE;
        this.rows.want(Math.max(0, first - beside), Math.min(this.count, end + beside), this.count);
        this.watch.see(first, end, passing);
        deps.onChange();
        const areThere = [first, end - 1].every((index) => this.rows.get(index) !== undefined);
        return areThere && this.hasHeads;
      },
      kept: () => this.cursor.active,
      onBase: (base) => this.lines.rebase(base),
      onScroll: () => (this.list.stickToEnd = this.list.scroll.atEnd),
    });
  }

  get length(): number {
    return this.count;
  }

  /** The user scrolls. */
  get scrolling(): boolean {
    return this.list.scrolling;
  }

  /** Rows [first, end) are in view. */
  get range(): { first: number; end: number } {
    return this.list.scroll.range;
  }

  get atEnd(): boolean {
    return this.list.scroll.atEnd;
  }

  /** The newest row stays in view. */
  get follow(): boolean {
    return this.list.stickToEnd;
  }

  set follow(follow: boolean) {
    this.list.stickToEnd = follow;
    if (follow) this.list.move((scroll) => scroll.scrollToEnd());
  }

  /** Row of the capture that the keyboard is on; -1 for none. */
  get activeRow(): number {
    return this.cursor.activeRow;
  }

  /** What shall stay where it is: the row that the keyboard is on, where it is in view, or the top one. */
  get anchor(): Anchor | undefined {
    const { first, end } = this.range;
    const { active } = this.cursor;
    const at = active >= first && active < end ? active : first;
    const row = this.rows.get(at)?.row;
    return row === undefined ? this.cursor.anchor : { row, above: at - first };
  }

  /** Positions [from, to): the selection, or what is in view. */
  get chosen(): { from: number; to: number } {
    const { first, end } = this.range;
    return this.cursor.selectsMany ? this.cursor.selected : { from: first, to: end };
  }

  /** The row that the keyboard is on, once it is there. */
  get active(): LadderRow | undefined {
    return this.rows.get(this.cursor.active);
  }

  /** Another view: what was there is void. */
  show(generation: number, length: number, anchor?: Anchor, first?: FirstRows): void {
    this.generation = generation;
    this.press.forget();
    this.list.hold();
    this.rows.clear();
    if (first) this.rows.give(first.from, first.rows);
    this.watch.clear();
    this.coming = 0;
    this.setCount(length);
    this.list.setRowCount(length);
    this.list.invalidate();
    if (first) this.showHeads(first.heads);
    this.cursor.reset(this.follow ? undefined : anchor);
    this.showActive();
  }

  /** Where the keyboard was before a reload. @param row Of the capture. */
  restore(row: number): void {
    this.cursor.activeRow = row;
  }

  /** The rows of another capture follow. */
  forget(): void {
    this.cursor.forget();
    this.measure.kept = [];
    this.inspectedRow = -1;
  }

  /** The rows of before, and more. Those that are followed would be blank until they are there. */
  grow(length: number): void {
    this.coming = length;
    if (this.follow) this.awaitComing();
    else this.growTo(length);
  }

  private awaitComing(): void {
    const { coming } = this;
    this.rows.want(this.pageBefore(coming), coming, coming);
    if (this.isPageThere(coming)) this.growTo(coming);
    else
      this.comingTimer ??= window.setTimeout(() => {
        this.comingTimer = undefined;
        if (this.coming > this.count) this.growTo(this.coming);
      }, AWAITED_MS);
  }

  /** @param end Before this row, some have arrived. */
  private takeComing(end: number): void {
    if (this.coming <= this.count) return;
    if (!this.follow) this.growTo(this.coming);
    else if (end > this.count && end <= this.coming && this.isPageThere(end)) this.growTo(end);
    if (this.coming > this.count) this.awaitComing();
  }

  /** The first row in view where the row before this one is the last. */
  private pageBefore(end: number): number {
    return Math.max(0, end - this.list.scroll.pageSize - 1);
  }

  private isPageThere(end: number): boolean {
    for (let index = this.pageBefore(end); index < end; index++)
      if (!this.rows.get(index)) return false;
    return true;
  }

  private growTo(length: number): void {
    clearTimeout(this.comingTimer);
    this.comingTimer = undefined;
    this.setCount(length);
    this.list.grow(length);
  }

  private setCount(length: number): void {
    this.count = length;
    this.element.setAttribute('aria-rowcount', String(length));
  }

  layOut(layout: GridLayout): void {
    this.layout = layout;
    const { columns, widths } = layout.chosen;
    const before = columns.slice(0, columns.indexOf('lane'));
    const left = before.reduce((sum, column) => sum + widths[column] + GAP, ASIDE);
    this.lines.layOut(layout.lanes, layout.scrolled, left);
    const laidOut = JSON.stringify(layout);
    if (laidOut !== this.laidOut) this.list.invalidate();
    this.laidOut = laidOut;
  }

  showHeads(heads: Heads): void {
    if (!this.hasHeads) this.list.invalidate();
    this.hasHeads = true;
    if (this.aliases.learn(heads.heads)) this.list.invalidate();
    this.lines.show(heads.heads, this.range);
    this.deps.onHeads(heads, { ...this.range, follow: this.follow });
  }

  /** Marks one of the two rows whose times are compared. */
  mark(mark: Mark): void {
    this.measure.mark(mark);
    this.list.invalidate();
    this.deps.onChange();
  }

  /** What the two marked rows are apart, or the ends of what is selected; empty for nothing. */
  get measured(): string {
    const { from, to } = this.cursor.selected;
    return this.measure.text(this.rows.get(from), this.rows.get(to - 1));
  }

  /** @param scanned All rows of the capture were looked at. @param located Of one it is known already where it is. */
  findCursor(scanned: boolean, located?: LocatedRow): void {
    this.cursor.ask(scanned, located?.row);
    if (located) this.located(located);
  }

  drawNow(): void {
    this.list.drawNow();
  }

  redraw(): void {
    this.list.invalidate();
  }

  /** More is known about the rows that are shown. */
  refresh(): void {
    this.rows.refresh();
    this.list.invalidate();
  }

  /** Goes to the first row, of other rows than before. */
  begin(): void {
    this.cursor.release();
    this.list.begin();
    this.list.stickToEnd = this.list.scroll.atEnd;
    this.deps.onChange();
  }

  /** Goes where a person drags the overview. */
  scrollTo(position: number): void {
    this.cursor.release();
    this.list.dragTo(position * ROW_HEIGHT);
    this.list.stickToEnd = this.list.scroll.atEnd;
    this.deps.onChange();
  }

  /** Goes to the first row that the filter finds; Escape leads back. */
  async findFirst(): Promise<void> {
    const { generation } = this;
    const found = await this.deps.host.ask('find', { generation, position: -1, backward: false });
    if (found && found !== 'none') this.goToRow(found.row);
  }

  /** Goes to the next row that the filter finds. */
  async findNext(backward: boolean): Promise<void> {
    const position = this.cursor.active >= 0 ? this.cursor.active : this.range.first - 1;
    const { generation } = this;
    const ask = (from: number) =>
      this.deps.host.ask('find', { generation, position: from, backward });
    const found = await ask(position);
    if (found && found !== 'none') {
      this.goTo(found.position, found.row);
      return;
    }
    if (found === undefined || generation !== this.generation) return;
    // On from the other end, as every search does.
    const other = await ask(backward ? this.count : -1);
    if (other === 'none') this.deps.onMiss('No match');
    else if (other) {
      this.goTo(other.position, other.row);
      this.deps.onMiss(backward ? 'On from the end' : 'On from the start');
    }
  }

  /** @param go Goes there; otherwise what is to stay where it is waits for the position. */
  private async locate(row: number, go: boolean): Promise<void> {
    const located = await this.deps.host.ask('locate', { generation: this.generation, row });
    if (!located) return;
    if (!go) this.located(located);
    else if (located.exact) this.goTo(located.position, row);
    else this.deps.onMiss(missText(located, this.many));
  }

  private located({ row, position, exact }: LocatedRow): void {
    const top = this.cursor.take(row, position, exact);
    if (top !== undefined) this.list.move((scroll) => scroll.scrollTo(top * ROW_HEIGHT));
    this.list.invalidate();
    this.showActive();
  }

  private arrived(from: number, rows: ArrayLike<LadderRow>): void {
    this.list.invalidate(from, from + rows.length);
    this.takeComing(from + rows.length);
    const active = rows[this.cursor.active - from];
    if (!active || this.cursor.activeRow === active.row) return;
    // The keyboard was there before the row was.
    this.cursor.activeRow = active.row;
    this.postSelection();
    this.deps.onChange();
  }

  private create(): HTMLElement {
    const row = new RowElement();
    const { element } = row;
    this.elements.set(element, row);
    element.addEventListener('pointerenter', () => this.lines.showThrough(element));
    return element;
  }

  private render(element: HTMLElement, index: number): void {
    const data = this.rows.get(index);
    const { active } = this.cursor;
    if (index === active) this.nameActive(element, index);
    else if (element === this.activeElement) this.nameActive(undefined);
    element.id = idOf(index);
    element.setAttribute('aria-rowindex', String(index + 1));
    const selected = this.cursor.isSelected(index);
    element.setAttribute('aria-selected', String(selected));
    const isFolded = data?.kind === 'pause' && data.folded;
    if (selected || isFolded) this.lines.showThrough(element);
    if (!this.layout) return;
    const marked = data ? this.measure.classOf(data.row) : '';
    const state = `${index === active ? 'active ' : ''}${marked}`;
    const time = data ? this.deps.timeOf(data) : '';
    const alias = data && this.aliases.of(data.source);
    this.elements.get(element)!.show(data, { time, alias, state }, this.layout);
  }

  private keyDown(event: KeyboardEvent): void {
    const { active } = this.cursor;
    const from = active === -1 ? this.range.end - 1 : active;
    const to = rowAfterKey(event, from, this.count, this.list.scroll.pageSize);
    if (to !== undefined && !event.ctrlKey)
      this.activate(this.beyondPauses(from, to), event.shiftKey);
    else if (!this.command(event)) return;
    event.preventDefault();
  }

  /** The keyboard rests on events: it steps over time that passes between them. */
  private beyondPauses(from: number, to: number): number {
    const step = to < from ? -1 : 1;
    let at = to;
    while (this.rows.get(at)?.kind === 'pause') at += step;
    return at < 0 || at >= this.count ? from : at;
  }

  /** @returns Whether the key means something here. */
  private command({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if (ctrlKey || metaKey || altKey) {
      if (altKey || (key !== 'a' && key !== 'c')) return false;
      if (key === 'a') this.selectAll();
      else this.deps.host.notify('run', { command: 'copyAsText' });
      return true;
    }
    switch (key) {
      case 'm':
        if (this.active) this.mark(this.active);
        return true;
      case 'Enter':
      case ' ':
        this.inspect();
        return true;
      case 'Escape':
        if (this.cursor.selectsMany) this.activate(this.cursor.active, false);
        else this.cursor.back();
        return true;
      default:
        return false;
    }
  }

  /** @param extend The selection reaches from where it began to here. */
  private activate(index: number, extend: boolean): void {
    this.cursor.activate(index, this.rows.get(index)?.row ?? -1, extend);
    this.list.move((scroll) => scroll.reveal(index));
    this.list.stickToEnd = index === this.count - 1;
    this.list.invalidate();
    this.showActive();
    this.postSelection();
    this.deps.onChange();
  }

  private selectAll(): void {
    if (this.cursor.active < 0) this.activate(this.range.first, false);
    this.cursor.selectAll(this.count);
    this.list.invalidate();
    this.postSelection();
  }

  /** The inspector shows another row: it is not told of it again. */
  goToInspected(row: number): void {
    if (row === this.cursor.activeRow) return;
    this.inspectedRow = row;
    void this.locate(row, true);
  }

  private goTo(position: number, row: number): void {
    this.activate(position, false);
    this.cursor.activeRow = row;
    this.postSelection();
    this.deps.onChange();
  }

  /** Only a row that is drawn can be named; {@link render} names it when it is. */
  private showActive(): void {
    const element = this.list.element(this.cursor.active);
    const { active } = this;
    if (active?.kind === 'message') this.deps.onLane(Math.max(active.from, active.to));
    else this.deps.onLane(active?.kind === 'note' ? active.at : -1);
    this.nameActive(element, this.cursor.active);
  }

  /** Two elements may have been of the same row for a moment, while a person drags: this one is. */
  private nameActive(element: HTMLElement | undefined, index = -1): void {
    this.activeElement = element;
    if (element) this.element.setAttribute(ACTIVE, idOf(index));
    else this.element.removeAttribute(ACTIVE);
  }

  private postSelection(): void {
    const { activeRow, selected } = this.cursor;
    const follows = activeRow !== this.inspectedRow;
    if (follows) this.inspectedRow = -1;
    if (activeRow >= 0) this.deps.host.notify('select', { row: activeRow, ...selected, follows });
  }

  private clicked(event: MouseEvent): void {
    const { index, link } = this.press.clicked(event) ?? {};
    if (index === undefined || this.rows.get(index)?.kind === 'pause') return;
    this.activate(index, event.shiftKey);
    if (link !== undefined) this.cursor.jump(link);
    else if (!event.shiftKey) this.inspect();
  }

  inspect(): void {
    const { active } = this;
    if (active?.kind === 'message')
      this.deps.host.notify('inspect', { row: active.row, width: window.innerWidth });
  }

  /** Goes to a row of the capture; Escape leads back. */
  goToRow(row: number): void {
    this.cursor.jump(row);
    this.element.focus();
  }

  jumpToPair(): void {
    const { active } = this;
    const other = active && this.cursor.other(active);
    if (other !== undefined) this.cursor.jump(other);
  }
}

/** Why a row that the user wants to go to is not there. */
function missText({ elsewhere }: LocatedRow, many: boolean): string {
  if (!elsewhere) return 'That row is hidden: by the filter, the types, or a mute';
  return `That row is of another peer than ${many ? 'those' : 'the one'} of this ladder`;
}

function idOf(index: number): string {
  return `row-${index}`;
}
