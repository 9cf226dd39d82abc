import { assertNever } from '../../src/shared/assertNever';
import {
  type HostToLadder,
  type LadderRow,
  type LadderToHost,
  type TimeFormat,
} from '../../src/shared/ladderProtocol';
import { formatCount } from '../../src/shared/quantity';
import { BlockCache } from '../common/blockCache';
import { make } from '../common/dom';
import type { Host } from '../common/host';
import { rowAfterKey } from '../common/keys';
import { createButton } from '../common/toolkit';
import { VirtualList } from '../common/virtualList';
import { HeaderView } from './ladderHeader';
import { createRow, renderRow } from './ladderRow';
import type { LadderState } from './ladderState';
import { LadderToolbar } from './ladderToolbar';
import { timeText } from './timeText';

/** Pixels; ladder.css draws for it. */
const ROW_HEIGHT = 24;

type Show = Extract<HostToLadder, { type: 'show' }>;

/** The page: header, toolbar and the grid of rows, which are fetched as they come into view. */
export class LadderView {
  private readonly header = new HeaderView();
  private readonly toolbar: LadderToolbar;
  private readonly grid = make('div', 'grid');
  private readonly newRows = createButton('', 'primary', () => this.setFollow(true));
  private readonly list: VirtualList;
  private readonly rows: BlockCache<LadderRow>;
  private shown: Show | undefined;
  private timeFormat: TimeFormat = 'absolute';
  private active = -1;
  /** Length of the view when it last was at its end. */
  private seen = 0;

  constructor(private readonly host: Host<LadderToHost, HostToLadder, LadderState>) {
    this.toolbar = new LadderToolbar({
      onFilter: (messageType) => this.host.post({ type: 'filter', messageType }),
      onTimeFormat: (format) => this.setTimeFormat(format),
      onFollow: (follow) => this.setFollow(follow),
    });
    this.rows = new BlockCache(100, 50, (from, to) => {
      if (this.shown) this.host.post({ type: 'rows', generation: this.shown.generation, from, to });
    });
    const frame = make('main', 'frame');
    frame.append(this.toolbar.element, this.header.heads, this.grid, this.newRows);
    document.body.append(this.header.about, frame);
    this.list = this.createList();
    // Whoever comes here by keyboard goes on by keyboard.
    window.addEventListener('focus', () => this.takeFocus());
    this.newRows.className = 'new-rows';
    this.newRows.hidden = true;
  }

  receive(message: HostToLadder): void {
    switch (message.type) {
      case 'show':
        this.show(message);
        return;
      case 'header':
        this.header.show(message.header);
        this.toolbar.showTypes(message.header.messageTypes, this.shown?.messageType);
        return;
      case 'grown':
        this.grown(message.generation, message.length);
        return;
      case 'rows':
        this.putRows(message);
        return;
      case 'gone':
        document.body.replaceChildren(make('p', 'message', message.text));
        return;
      default:
        return assertNever(message);
    }
  }

  private createList(): VirtualList {
    this.grid.tabIndex = 0;
    this.grid.setAttribute('role', 'grid');
    this.grid.setAttribute('aria-label', 'Messages between the node and the peer');
    this.grid.setAttribute('aria-colcount', '3');
    this.grid.addEventListener('keydown', (event) => this.keyDown(event));
    this.grid.addEventListener('click', (event) => this.clicked(event));
    return new VirtualList(this.grid, {
      rowHeight: ROW_HEIGHT,
      create: createRow,
      render: (row, index) => this.renderRow(row, index),
      onRange: (first, end) => {
        const length = this.shown?.length ?? 0;
        this.rows.want(Math.max(0, first - 20), Math.min(length, end + 20), length);
      },
      onScroll: () => this.scrolled(),
    });
  }

  private show(message: Show): void {
    const first = this.shown === undefined;
    this.shown = message;
    this.rows.clear();
    this.header.show(message.header);
    this.toolbar.showTypes(message.header.messageTypes, message.messageType);
    const kept = first ? this.host.state : undefined;
    this.timeFormat = first ? (kept?.timeFormat ?? message.timeFormat) : this.timeFormat;
    this.toolbar.showTimeFormat(this.timeFormat);
    this.active = kept?.active ?? -1;
    this.list.stickToEnd = kept?.follow ?? true;
    this.seen = message.length;
    this.list.setRowCount(message.length);
    if (kept && !kept.follow) this.list.move((scroll) => scroll.scrollTo(kept.offset));
    this.list.invalidate();
    this.update();
    if (first && document.hasFocus()) this.takeFocus();
  }

  private takeFocus(): void {
    if (document.activeElement === document.body) this.grid.focus();
  }

  private grown(generation: number, length: number): void {
    if (this.shown?.generation !== generation) return;
    this.shown.length = length;
    this.list.setRowCount(length);
    this.update();
  }

  private putRows(message: Extract<HostToLadder, { type: 'rows' }>): void {
    if (this.shown?.generation !== message.generation) return;
    this.rows.put(message.from, message.rows);
    this.list.invalidate(message.from, message.from + message.rows.length);
  }

  private renderRow(row: HTMLElement, index: number): void {
    const data = this.rows.get(index);
    row.id = `row-${index}`;
    row.setAttribute('aria-rowindex', String(index + 1));
    row.setAttribute('aria-selected', String(index === this.active));
    renderRow(row, data, data && this.shown ? timeText(data, this.timeFormat, this.shown) : '');
  }

  private setTimeFormat(format: TimeFormat): void {
    this.timeFormat = format;
    this.list.invalidate();
    this.update();
  }

  private setFollow(follow: boolean): void {
    this.list.stickToEnd = follow;
    if (follow) this.list.move((scroll) => scroll.scrollToEnd());
    this.update();
  }

  private scrolled(): void {
    this.list.stickToEnd = this.list.scroll.atEnd;
    this.update();
  }

  /** Brings everything around the rows up to date, and keeps it for a reload. */
  private update(): void {
    if (!this.shown) return;
    const follow = this.list.stickToEnd;
    if (follow) this.seen = this.shown.length;
    const unseen = this.shown.length - this.seen;
    this.newRows.hidden = unseen === 0;
    this.newRows.textContent = `↓ ${formatCount(unseen)} new`;
    this.toolbar.showFollow(follow);
    this.grid.setAttribute('aria-rowcount', String(this.shown.length));
    this.host.saveState({
      source: this.shown.source,
      messageType: this.shown.messageType,
      timeFormat: this.timeFormat,
      follow,
      active: this.active,
      offset: this.list.scroll.offset,
    });
  }

  private keyDown(event: KeyboardEvent): void {
    const length = this.shown?.length ?? 0;
    const from = this.active === -1 ? this.list.scroll.range.end - 1 : this.active;
    const to = rowAfterKey(event, from, length, this.list.scroll.pageSize);
    if (to !== undefined) this.activate(to);
    else if (event.key === 'Enter' || event.key === ' ') this.inspect();
    else return;
    event.preventDefault();
  }

  private activate(index: number): void {
    const before = this.active;
    this.active = index;
    this.list.move((scroll) => scroll.reveal(index));
    this.list.stickToEnd = index === (this.shown?.length ?? 0) - 1;
    for (const row of [before, index]) this.list.invalidate(row, row + 1);
    this.grid.setAttribute('aria-activedescendant', `row-${index}`);
    const data = this.rows.get(index);
    if (data) this.host.post({ type: 'select', row: data.row });
    this.update();
  }

  private clicked(event: MouseEvent): void {
    const row = (event.target as Element).closest('.virtual-row');
    if (!row) return;
    this.activate(Number(row.getAttribute('aria-rowindex')) - 1);
    this.inspect();
  }

  private inspect(): void {
    const data = this.rows.get(this.active);
    if (data?.kind === 'message') this.host.post({ type: 'inspect', row: data.row });
  }
}
