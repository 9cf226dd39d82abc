import {
  COLUMNS,
  type Column,
  type Head,
  type Heads,
  type LadderHeader,
  type LadderSort,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { columnHead, widthHandle, type ColumnHeadsEvents } from './columnHeads';
import {
  ASIDE,
  chooseColumns,
  FIRST_SETUP,
  GAP,
  gridTemplate,
  widthOf,
  type ColumnSetup,
} from './columns';
import type { GridLayout } from './gridLayout';
import { LaneHeads } from './laneHeads';
import {
  hasArrows,
  layOutArrows,
  layOutList,
  LEAST_LANES,
  LEAST_PAIR,
  type LaneDemand,
  type Lanes,
} from './lanes';
import { RecentLanes, type RowsSeen } from './recentLanes';

/** Of the grid's border, its scroll bar and the overview beside it, pixels. */
const BESIDE_GRID = 49;

export interface HeaderEvents {
  /** Rows are to be drawn so. */
  onLayout(layout: GridLayout): void;
  /** The user changed something that is kept. */
  onChange(): void;
  onSort: (sort: LadderSort | undefined) => void;
}

/** Places among the lanes that the user moved: the others stand at their own number. */
export type LaneOrder = Readonly<Record<number, number>>;

/** The heads of columns and lanes, and where everything of a row is. */
export class HeaderView {
  readonly heads = make('div', 'heads columns');
  private readonly lanes: LaneHeads;
  private readonly corner: HTMLElement[];
  private header: LadderHeader = { nodes: [], peers: 0, only: undefined, live: false };
  private sort: LadderSort | undefined;
  private columns: ColumnSetup = FIRST_SETUP;
  private order: LaneOrder = {};
  private unfolded = false;
  /** A name was seen: the column does not jump back when that peer is out of view. */
  private named = false;
  private readonly recent = new RecentLanes();
  private known: Heads = { heads: [], more: 0 };
  private layout: GridLayout | undefined;
  /** Ten characters of the editor's font. */
  private readonly probe = make('span', 'probe', '0000000000');
  private character = 7;
  private drawn = '';
  // As properties that rows inherit, these would have all that is in them styled anew.
  private readonly template = addRule('.columns');
  private readonly least = addRule('.grid .virtual-spacer');

  /** @param frame Gets the measures of the columns as custom properties. */
  constructor(
    private readonly frame: HTMLElement,
    private readonly events: HeaderEvents,
  ) {
    this.lanes = new LaneHeads({
      onScroll: () => this.layOut(),
      onFold: (unfolded) => {
        this.unfolded = unfolded;
        this.layOut();
      },
    });
    this.corner = [widthHandle('lane', this.lanes.element, this.handles)];
    frame.append(this.probe);
    frame.style.setProperty('--gap', `${GAP}px`);
    frame.style.setProperty('--aside', `${ASIDE}px`);
    new ResizeObserver(() => {
      this.character = this.probe.getBoundingClientRect().width / 10 || this.character;
      this.layOut();
    }).observe(frame);
  }

  /** What the user made of the columns. */
  get setup(): ColumnSetup {
    return this.columns;
  }

  get laneOrder(): LaneOrder {
    return this.order;
  }

  /** The columns that are shown now. */
  get shown(): readonly Column[] {
    return this.layout?.chosen.columns ?? COLUMNS;
  }

  setUp(columns: ColumnSetup, order: LaneOrder = {}): void {
    this.columns = columns;
    this.order = order;
    this.layOut();
  }

  /** Only what the user changed is the user's choice from now on. */
  setShown(wanted: readonly Column[]): void {
    const shown = { ...this.columns.shown };
    for (const column of COLUMNS)
      if (wanted.includes(column) !== this.shown.includes(column))
        shown[column] = wanted.includes(column);
    this.columns = { ...this.columns, shown };
    this.changed();
  }

  private setWidth(column: Column, width: number | undefined): void {
    this.columns = { ...this.columns, widths: { ...this.columns.widths, [column]: width } };
    this.changed();
  }

  moveLane(lane: number, by: -1 | 1): void {
    const shown = this.layout?.lanes?.shown ?? [];
    const at = shown.indexOf(lane);
    const placeAt = (i: number): number | undefined => {
      const other = shown[i];
      return other === undefined ? undefined : this.placeOf(other);
    };
    const beside = placeAt(at + by);
    if (at < 0 || beside === undefined) return;
    const beyond = placeAt(at + 2 * by) ?? beside + by;
    this.order = { ...this.order, [lane]: (beside + beyond) / 2 };
    this.changed();
  }

  show(header: LadderHeader, sort: LadderSort | undefined): void {
    this.header = header;
    this.sort = sort;
    this.layOut();
  }

  showHeads(heads: Heads, rows: RowsSeen): void {
    this.known = heads;
    const talking = heads.heads.filter(({ talks }) => talks > 0);
    this.recent.see(
      talking.map(({ lane }) => lane),
      rows,
    );
    this.named ||= heads.heads.some(({ alias }) => alias !== undefined);
    this.layOut();
  }

  /** The lane of the row that the keyboard is on. */
  markLane(lane: number): void {
    this.lanes.mark(lane);
  }

  scrollLanes(pixels: number): void {
    this.lanes.scrollBy(pixels);
  }

  private changed(): void {
    this.layOut();
    this.events.onChange();
  }

  private placeOf(lane: number): number {
    return this.order[lane] ?? lane;
  }

  private get demand(): LaneDemand {
    const { heads, more } = this.known;
    const { nodes } = this.header;
    const list = this.layout?.lanes;
    const taken = [...new Set(heads.map(({ lane }) => lane))];
    return {
      nodes: nodes.length,
      lanes: taken.sort((a, b) => this.placeOf(a) - this.placeOf(b)),
      talking: new Set(heads.filter(({ talks }) => talks > 0).map(({ lane }) => lane)),
      before: this.recent.lanes,
      stepBefore: list && !list.arrows && !this.recent.isFar ? list.step : undefined,
      unfolded: this.unfolded,
      more,
      wanted: this.columns.widths.lane,
    };
  }

  private layOut(): void {
    const { frame, columns, demand } = this;
    const width = frame.clientWidth - BESIDE_GRID;
    if (width <= 0) return;
    const table = this.sort !== undefined || columns.shown.lane === false;
    const { character } = this;
    const single = this.header.peers === 1 && demand.nodes + demand.lanes.length <= 2;
    const { named } = this;
    const options = { width, character, table, single, named, lane: LEAST_LANES };
    const lane = single ? LEAST_PAIR : LEAST_LANES;
    const withArrows = chooseColumns(columns, { ...options, lane, arrows: true });
    const summary = withArrows.columns.includes('summary');
    const arrows = !table && hasArrows(demand, withArrows.left);
    const chosen = arrows ? withArrows : chooseColumns(columns, { ...options, arrows: false });
    let lanes: Lanes | undefined;
    if (arrows) lanes = layOutArrows(demand, chosen.left, summary);
    else if (chosen.columns.includes('lane')) lanes = layOutList(demand, chosen.left);
    const scrolled = arrows ? 0 : this.lanes.scrolled;
    const room = Math.max(chosen.widths.summary, chosen.left - (lanes?.width ?? 0));
    this.layout = { chosen, lanes, summary: Math.floor(room / character), scrolled };
    for (const [name, is] of Object.entries({
      many: !single,
      arrows,
      list: !arrows,
      table: lanes === undefined,
      pinched: chosen.pinched,
    }))
      frame.classList.toggle(name, is);
    for (const column of COLUMNS)
      frame.classList.toggle(`no-${column}`, !chosen.columns.includes(column));
    const laneWidth = lanes?.width ?? 0;
    this.template.style.gridTemplateColumns = gridTemplate(chosen, laneWidth);
    const least = widthOf(chosen.columns, { ...chosen.widths, lane: laneWidth });
    this.least.style.minWidth = `${least}px`;
    this.draw();
    for (const handle of this.heads.querySelectorAll<HTMLElement>('.handle')) {
      const column = handle.dataset.column as Column;
      const now = column === 'lane' ? laneWidth : chosen.widths[column];
      handle.setAttribute('aria-valuenow', String(Math.round(now)));
    }
    this.events.onLayout(this.layout);
  }

  private draw(): void {
    const { layout, header, unfolded, character, sort } = this;
    const { chosen, lanes } = layout!;
    const text = JSON.stringify([chosen.columns, sort]);
    if (text !== this.drawn) {
      this.drawn = text;
      const events = { ...this.handles, onSort: this.events.onSort };
      const elements = chosen.columns.map((column) =>
        column === 'lane' ? this.lanes.element : columnHead(column, sort, events),
      );
      this.lanes.element.append(...this.corner);
      this.heads.replaceChildren(...elements);
    }
    if (!lanes) return;
    const heads = new Map<number, Head>();
    // Where a lane was taken twice, the later one is nearer to the rows that come.
    for (const head of this.known.heads)
      if (head.talks > 0 || !heads.has(head.lane) || heads.get(head.lane)!.talks === 0)
        heads.set(head.lane, head);
    this.lanes.show({ header, heads, lanes, unfolded, character });
  }

  private get handles(): Omit<ColumnHeadsEvents, 'onSort'> {
    return {
      onWidth: (column, width) => this.setWidth(column, width),
      onWidthReset: (column) => this.setWidth(column, undefined),
    };
  }
}

function addRule(selector: string): CSSStyleRule {
  const sheet = new CSSStyleSheet();
  sheet.insertRule(`${selector} {}`);
  document.adoptedStyleSheets.push(sheet);
  return sheet.cssRules[0] as CSSStyleRule;
}
