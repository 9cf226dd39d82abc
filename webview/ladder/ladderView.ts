import { assertNever } from '../../src/shared/assertNever';
import {
  EVERYTHING,
  type ExportFormat,
  type HostToLadder,
  type LadderQuery,
  type LadderRow,
  type LadderToHost,
  type TimeMode,
} from '../../src/shared/ladderProtocol';
import { formatCount } from '../../src/shared/quantity';
import { BlockCache } from '../common/blockCache';
import { make } from '../common/dom';
import type { Host } from '../common/host';
import { rowAfterKey } from '../common/keys';
import { createButton } from '../common/toolkit';
import { VirtualList } from '../common/virtualList';
import { drawLadder, ladderText } from './drawing';
import { HeaderView } from './ladderHeader';
import { COLUMNS, createRow, renderRow } from './ladderRow';
import type { LadderState } from './ladderState';
import { LadderToolbar } from './ladderToolbar';
import { OverviewStrip } from './overviewStrip';
import { currentPalette } from './palette';
import { Places } from './places';
import { pngOf } from './png';
import { svgOf } from './svg';
import { timeText } from './timeText';

/** Pixels; ladder.css draws for it. */
const ROW_HEIGHT = 24;
/** How often the overview is drawn anew while the capture grows, milliseconds. */
const OVERVIEW_MS = 1000;

/** A scroll is kept for a reload when it has come to rest, milliseconds. */
const SAVE_MS = 200;

type Show = Extract<HostToLadder, { type: 'show' }>;
type Message<Type extends HostToLadder['type']> = Extract<HostToLadder, { type: Type }>;

/** The page: header, toolbar, overview and the grid of rows, which are fetched as they come into view. */
export class LadderView {
  private readonly frame = make('main', 'frame');
  private readonly header = new HeaderView(this.frame);
  private readonly toolbar: LadderToolbar;
  private readonly story = make('section', 'story');
  private readonly status = make('span', 'status');
  private readonly grid = make('div', 'grid');
  private readonly overview = new OverviewStrip((position) => this.dragged(position));
  private readonly newRows = createButton('', 'primary', () => this.setFollow(true));
  private readonly list: VirtualList;
  private readonly rows: BlockCache<LadderRow>;
  private readonly places: Places;
  private shown: Show | undefined;
  private timeMode: TimeMode = 'absolute';
  private zeroUs: number | undefined;
  private paused = false;
  /** Length of the view when it last was at its end. */
  private seen = 0;
  private overviewTimer: number | undefined;
  private saveTimer: number | undefined;
  private drawing: { format: ExportFormat; masked: boolean; from: number; to: number } | undefined;

  constructor(private readonly host: Host<LadderToHost, HostToLadder, LadderState>) {
    const setQuery = (part: Partial<LadderQuery>): void =>
      this.host.post({ type: 'query', query: { ...this.query, ...part } });
    this.toolbar = new LadderToolbar({
      onFilter: (filter) => {
        if (filter !== this.query.filter) setQuery({ filter });
        else this.toolbar.filter.showProblem('', 0, 0);
      },
      onComplete: (text, cursor) => this.host.post({ type: 'complete', text, cursor }),
      onLeave: () => this.grid.focus(),
      onFamily: (family, hide) => {
        const others = this.query.hidden.filter((each) => each !== family);
        setQuery({ hidden: hide ? [...others, family] : others });
      },
      onFind: (find) => setQuery({ find }),
      onNext: (backward) => this.findNext(backward),
      onSaved: () => this.host.post({ type: 'savedFilters', query: this.query }),
      onTimeMode: (mode) => this.setTime(mode, this.zeroUs),
      onFollow: (follow) => this.setFollow(follow),
      onPause: (paused) => this.setPaused(paused),
      onClear: (cleared) => {
        if (cleared) this.host.post({ type: 'clear', query: this.query });
        else setQuery({ from: 0 });
      },
      onUnmute: () => setQuery({ muted: [] }),
      onExport: () => this.host.post({ type: 'run', command: 'exportLadder' }),
    });
    this.rows = new BlockCache(100, 50, (from, to) => {
      if (this.shown) this.host.post({ type: 'rows', generation: this.shown.generation, from, to });
    });
    this.build();
    this.list = this.createList();
    this.places = new Places((row, go) => this.host.post({ type: 'locate', row, go }));
  }

  receive(message: HostToLadder): void {
    switch (message.type) {
      case 'show': {
        this.show(message);
        return;
      }
      case 'header': {
        this.showHeader(message);
        return;
      }
      case 'grown': {
        this.grown(message);
        return;
      }
      case 'rows': {
        this.putRows(message);
        return;
      }
      case 'stale':
        if (message.generation !== this.shown?.generation) return;
        this.rows.refresh();
        this.list.invalidate();
        return;
      case 'filterError': {
        this.toolbar.filter.showProblem(message.text, message.from, message.to);
        return;
      }
      case 'completions': {
        this.toolbar.filter.showCompletions(message.text, message.cursor, message.items);
        return;
      }
      case 'located': {
        this.located(message);
        return;
      }
      case 'overview':
        if (message.generation !== this.shown?.generation) return;
        this.overview.show(message.buckets, this.length);
        {
          this.showWindow();
          return;
        }
      case 'story': {
        this.showStory(message.lines);
        return;
      }
      case 'setQuery':
        this.toolbar.filter.replace(message.query.filter);
        this.host.post({ type: 'query', query: message.query });
        return;
      case 'setZero': {
        this.setTime('zero', message.wallUs);
        return;
      }
      case 'draw': {
        this.draw(message.format, message.masked);
        return;
      }
      case 'gone':
        document.body.replaceChildren(make('p', 'message', message.text));
        return;
      default:
        return assertNever(message);
    }
  }

  private get query(): LadderQuery {
    return this.shown?.query ?? EVERYTHING;
  }

  private get length(): number {
    return this.shown?.length ?? 0;
  }

  private build(): void {
    const body = make('div', 'body');
    body.append(this.grid, this.overview.element);
    this.story.setAttribute('aria-label', 'Story');
    this.story.hidden = true;
    this.status.setAttribute('role', 'status');
    this.newRows.className = 'new-rows';
    this.newRows.hidden = true;
    this.frame.append(this.toolbar.element, this.story, this.header.heads, body, this.newRows);
    this.frame.append(this.status);
    document.body.append(this.header.about, this.frame);
    // Whoever comes here by keyboard goes on by keyboard.
    window.addEventListener('focus', () => this.takeFocus());
    window.addEventListener('pagehide', () => this.save());
  }

  private createList(): VirtualList {
    const { grid } = this;
    grid.tabIndex = 0;
    grid.setAttribute('role', 'grid');
    grid.setAttribute('aria-label', 'Messages between the node and its peers');
    grid.setAttribute('aria-colcount', String(COLUMNS.length));
    grid.setAttribute('aria-multiselectable', 'true');
    grid.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'rows',
      preventDefaultContextMenuItems: true,
    });
    grid.addEventListener('keydown', (event) => this.keyDown(event));
    grid.addEventListener('click', (event) => this.clicked(event));
    grid.addEventListener('dblclick', () => this.inspect());
    // The menu is about the row below the mouse.
    grid.addEventListener('contextmenu', (event) => {
      const index = indexOf(event);
      if (index !== undefined && !this.places.isSelected(index)) this.activate(index, false);
    });
    grid.addEventListener('scroll', () => (this.header.heads.scrollLeft = grid.scrollLeft), {
      passive: true,
    });
    return new VirtualList(grid, {
      rowHeight: ROW_HEIGHT,
      create: createRow,
      render: (row, index) => this.renderRow(row, index),
      onRange: (first, end) => {
        this.rows.want(Math.max(0, first - 20), Math.min(this.length, end + 20), this.length);
        this.overview.showWindow(first, end);
      },
      onScroll: () => this.scrolled(),
    });
  }

  private show(message: Show): void {
    const first = this.shown === undefined;
    const kept = first ? this.host.state : undefined;
    const top = this.topRow;
    this.shown = message;
    this.rows.clear();
    this.header.show(message.header);
    this.toolbar.showQuery(message.query);
    if (first) {
      this.timeMode = kept?.timeMode ?? message.timeFormat;
      this.zeroUs = kept?.zeroUs;
      this.list.stickToEnd = kept?.follow ?? true;
      this.places.activeRow = kept?.activeRow ?? -1;
    }
    this.toolbar.showTime(this.timeMode, this.zeroUs !== undefined);
    this.seen = message.length;
    this.list.setRowCount(message.length);
    this.list.invalidate();
    this.places.reset(this.list.stickToEnd ? -1 : (kept?.topRow ?? top));
    this.places.ask(message.scanned >= 1);
    this.update();
    this.askForOverview();
    if (first && document.hasFocus()) this.takeFocus();
  }

  private showHeader({ header }: Message<'header'>): void {
    if (this.shown) this.shown.header = header;
    this.header.show(header);
    this.list.invalidate();
  }

  private takeFocus(): void {
    if (document.activeElement === document.body) this.grid.focus();
  }

  private grown({ generation, length, scanned }: Message<'grown'>): void {
    if (this.shown?.generation !== generation) return;
    this.shown.scanned = scanned;
    if (!this.paused) {
      this.shown.length = length;
      this.list.setRowCount(length);
    }
    this.places.ask(scanned >= 1);
    this.update();
    this.overviewTimer ??= window.setTimeout(() => this.askForOverview(), OVERVIEW_MS);
  }

  private askForOverview(): void {
    clearTimeout(this.overviewTimer);
    this.overviewTimer = undefined;
    if (!this.shown || this.paused) return;
    const { generation } = this.shown;
    this.host.post({ type: 'overview', generation, buckets: this.overview.wanted });
  }

  private putRows(message: Message<'rows'>): void {
    if (this.shown?.generation !== message.generation) return;
    const { from, rows } = message;
    const { drawing } = this;
    if (drawing?.from === from && rows.length >= drawing.to - from) void this.drawn(rows);
    if (from % this.rows.blockSize === 0) this.rows.put(from, rows);
    this.list.invalidate(from, from + rows.length);
    const active = rows[this.places.active - from];
    if (active && this.places.activeRow !== active.row) {
      // The keyboard was there before the row was.
      this.places.activeRow = active.row;
      this.postSelection();
      this.update();
    }
  }

  private renderRow(row: HTMLElement, index: number): void {
    const data = this.rows.get(index);
    row.id = `row-${index}`;
    row.setAttribute('aria-rowindex', String(index + 1));
    row.setAttribute('aria-selected', String(this.places.isSelected(index)));
    row.classList.toggle('active', index === this.places.active);
    renderRow(row, data, data ? this.timeOf(data) : '', this.shown?.header.lifelines.length ?? 0);
  }

  private timeOf(data: LadderRow): string {
    return this.shown ? timeText(data, this.timeMode, { ...this.shown, zeroUs: this.zeroUs }) : '';
  }

  private setTime(mode: TimeMode, zeroUs: number | undefined): void {
    this.timeMode = mode;
    this.zeroUs = zeroUs;
    this.toolbar.showTime(mode, zeroUs !== undefined);
    this.list.invalidate();
    this.update();
  }

  private setFollow(follow: boolean): void {
    if (follow) this.setPaused(false);
    this.list.stickToEnd = follow;
    if (follow) this.list.move((scroll) => scroll.scrollToEnd());
    this.update();
  }

  private setPaused(paused: boolean): void {
    this.paused = paused;
    // What came meanwhile is asked for by showing all anew.
    if (!paused) this.host.post({ type: 'query', query: this.query });
    this.update();
  }

  private scrolled(): void {
    this.list.stickToEnd = this.list.scroll.atEnd;
    this.update();
  }

  private dragged(position: number): void {
    this.list.move((scroll) => scroll.scrollTo(position * ROW_HEIGHT));
    this.scrolled();
  }

  private showWindow(): void {
    const { first, end } = this.list.scroll.range;
    this.overview.showWindow(first, end);
  }

  private get topRow(): number {
    return this.rows.get(this.list.scroll.range.first)?.row ?? -1;
  }

  /** Brings everything around the rows up to date, and keeps it for a reload. */
  private update(): void {
    const { shown } = this;
    if (!shown) return;
    const follow = this.list.stickToEnd;
    // What is found is new only if it came behind what is in view.
    if (follow || this.list.scroll.atEnd) this.seen = shown.length;
    const unseen = shown.length - this.seen;
    this.newRows.hidden = unseen <= 0;
    change(this.newRows, `↓ ${formatCount(unseen)} new`);
    this.toolbar.showFollow(follow, this.paused);
    this.grid.setAttribute('aria-rowcount', String(shown.length));
    const searched =
      shown.scanned < 0.999 ? ` · ${Math.floor(shown.scanned * 100)} % searched` : '';
    change(this.status, `${formatCount(shown.length)} rows${searched}`);
    this.saveTimer ??= window.setTimeout(() => this.save(), SAVE_MS);
  }

  private save(): void {
    clearTimeout(this.saveTimer);
    this.saveTimer = undefined;
    if (!this.shown) return;
    const { source, query } = this.shown;
    this.host.saveState({
      ...{ source, query, timeMode: this.timeMode, zeroUs: this.zeroUs },
      ...{ follow: this.list.stickToEnd, activeRow: this.places.activeRow, topRow: this.topRow },
    });
  }

  private showStory(lines: readonly string[]): void {
    const [first, ...others] = lines;
    this.story.hidden = first === undefined;
    const list = make('ul', '');
    list.append(...others.map((line) => make('li', '', line)));
    this.story.replaceChildren(make('strong', '', first ?? ''), list);
  }

  private keyDown(event: KeyboardEvent): void {
    const { active } = this.places;
    const from = active === -1 ? this.list.scroll.range.end - 1 : active;
    const to = rowAfterKey(event, from, this.length, this.list.scroll.pageSize);
    if (to !== undefined && !event.ctrlKey) this.activate(to, event.shiftKey);
    else if (!this.command(event)) return;
    event.preventDefault();
  }

  /** @returns Whether the key means something here. */
  private command({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    if ((ctrlKey || metaKey) && key === 'c') {
      this.host.post({ type: 'run', command: 'copyAsText' });
      return true;
    }
    if (ctrlKey || metaKey || altKey) return false;
    switch (key) {
      case 'Enter':
      case ' ':
        this.inspect();
        return true;
      case '/':
        this.toolbar.filter.focus();
        return true;
      case 'f':
        this.setFollow(!this.list.stickToEnd);
        return true;
      case 'n':
      case 'N':
        this.findNext(key === 'N');
        return true;
      case 'p':
        this.jumpToPair();
        return true;
      case 'z': {
        const data = this.rows.get(this.places.active);
        if (data) this.setTime('zero', data.wallUs);
        return true;
      }
      case 'Escape':
        this.back();
        return true;
      default:
        return false;
    }
  }

  /** @param extend The selection reaches from where it began to here. */
  private activate(index: number, extend: boolean): void {
    this.places.activate(index, this.rows.get(index)?.row ?? -1, extend);
    this.list.move((scroll) => scroll.reveal(index));
    this.list.stickToEnd = index === this.length - 1;
    this.list.invalidate();
    this.grid.setAttribute('aria-activedescendant', `row-${index}`);
    this.postSelection();
    this.update();
  }

  private postSelection(): void {
    const { activeRow, selected } = this.places;
    if (activeRow >= 0) this.host.post({ type: 'select', row: activeRow, ...selected });
  }

  private clicked(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLElement>('.link');
    const index = indexOf(event);
    if (index === undefined) return;
    this.activate(index, event.shiftKey);
    if (link) this.places.jump(Number(link.dataset.row));
    else if (!event.shiftKey) this.inspect();
  }

  private inspect(): void {
    const data = this.rows.get(this.places.active);
    if (data?.kind === 'message') this.host.post({ type: 'inspect', row: data.row });
  }

  private jumpToPair(): void {
    const data = this.rows.get(this.places.active);
    if (data?.kind !== 'message') return;
    const other = this.places.other(data);
    if (other !== undefined) this.places.jump(other);
  }

  private back(): void {
    if (this.places.selectsMany) this.activate(this.places.active, false);
    else this.places.back();
  }

  private findNext(backward: boolean): void {
    if (!this.shown) return;
    const { generation } = this.shown;
    const position =
      this.places.active >= 0 ? this.places.active : this.list.scroll.range.first - 1;
    this.host.post({ type: 'find', generation, position, backward });
  }

  private located(message: Message<'located'>): void {
    if (message.generation !== this.shown?.generation) return;
    const { row, position, exact, go } = message;
    if (go) {
      if (position === undefined || !exact) {
        this.status.textContent =
          position === undefined ? 'No further match' : 'The filter hides that row';
        return;
      }
      this.activate(position, false);
      this.places.activeRow = row;
      this.postSelection();
      this.update();
      return;
    }
    if (position === undefined) return;
    const top = this.places.place(row, position, exact);
    if (top) this.list.move((scroll) => scroll.scrollTo(position * ROW_HEIGHT));
    this.list.invalidate();
    if (this.places.active >= 0)
      this.grid.setAttribute('aria-activedescendant', `row-${this.places.active}`);
  }

  /** Asks for the rows that are selected, or in view, and draws them when they are there. */
  private draw(format: ExportFormat, masked: boolean): void {
    const { first, end } = this.list.scroll.range;
    const range = this.places.selectsMany ? this.places.selected : { from: first, to: end };
    const to = Math.min(range.to, range.from + 500);
    this.drawing = { format, masked, from: range.from, to };
    if (this.shown)
      this.host.post({
        ...{ type: 'rows', generation: this.shown.generation },
        ...{ from: range.from, to },
      });
  }

  private async drawn(data: readonly LadderRow[]): Promise<void> {
    const { drawing, shown } = this;
    this.drawing = undefined;
    if (!drawing || !shown) return;
    const { format, masked } = drawing;
    const rows = data.map((row) => ({ data: row, time: this.timeOf(row) }));
    const picture = () => drawLadder(shown.header, rows, masked);
    const content =
      format === 'text'
        ? ladderText(shown.header, rows, masked)
        : format === 'svg'
          ? svgOf(picture(), currentPalette())
          : await pngOf(picture(), currentPalette());
    this.host.post({ type: 'drawn', format, content });
  }
}

/** Touches nothing, and lays nothing out, where the text is the same. */
function change(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/** The row of the grid that an event is about. */
function indexOf(event: Event): number | undefined {
  const row = (event.target as Element).closest('.virtual-row');
  return row ? Number(row.getAttribute('aria-rowindex')) - 1 : undefined;
}
