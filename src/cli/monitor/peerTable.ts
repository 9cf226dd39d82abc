import type { ListedPeer } from '../../capture/model/listedPeers';
import { visible } from '../../shared/text/visible';
import {
  MONITOR_COLUMN_NAMES,
  type MonitorColumn,
  type MonitorTable,
} from '../../shared/webview/monitorProtocol';
import { fit, fitMiddle, textWidth, type Line } from './line';
import type { Picture } from './monitorModel';
import { sparkText } from './sparkText';

type Column = MonitorColumn | 'spark';

interface Layout {
  column: Column;
  /** Which columns give way first on a narrow screen: those with the highest number. */
  rank: number;
  /** Characters: at least, and at most if there is room. */
  least: number;
  most: number;
  right?: true;
}

/** In the order in which they stand. */
const LAYOUTS: readonly Layout[] = [
  { column: 'id', rank: 0, least: 5, most: 8, right: true },
  { column: 'node', rank: 8, least: 12, most: 24 },
  { column: 'type', rank: 2, least: 12, most: 20 },
  { column: 'network', rank: 11, least: 7, most: 7 },
  { column: 'address', rank: 1, least: 18, most: 42 },
  { column: 'userAgent', rank: 6, least: 10, most: 30 },
  { column: 'messagesOut', rank: 4, least: 7, most: 11, right: true },
  { column: 'messagesIn', rank: 4, least: 7, most: 11, right: true },
  { column: 'bytesOut', rank: 5, least: 7, most: 7, right: true },
  { column: 'bytesIn', rank: 5, least: 7, most: 7, right: true },
  { column: 'rate', rank: 3, least: 7, most: 9, right: true },
  { column: 'spark', rank: 12, least: 10, most: 10 },
  { column: 'ping', rank: 3, least: 6, most: 6, right: true },
  { column: 'last', rank: 7, least: 6, most: 6, right: true },
  { column: 'since', rank: 14, least: 8, most: 18 },
  { column: 'errors', rank: 9, least: 7, most: 9, right: true },
  { column: 'warnings', rank: 10, least: 9, most: 9, right: true },
  { column: 'remarks', rank: 13, least: 12, most: 50 },
];

const HEADS: Partial<Record<Column, string>> = {
  messagesOut: '↑ Msgs',
  messagesIn: '↓ Msgs',
  bytesOut: '↑ Bytes',
  bytesIn: '↓ Bytes',
  last: 'Last',
  since: 'Since',
  spark: '',
};

/** Before the first column: which row is chosen, and whether there is a remark. */
const MARKS = 2;

/** Not shown before there is something in them. */
const MAY_BE_ABSENT: readonly Column[] = ['network', 'userAgent', 'errors', 'warnings', 'remarks'];

interface Placed extends Layout {
  width: number;
}

/** The table of peers as lines of a terminal. */
export class PeerTable {
  private readonly widest = new Map<Column, number>();
  private placed: Placed[] = [];

  /** Columns that can be sorted by, as they were placed last. */
  get columns(): MonitorColumn[] {
    return this.placed.flatMap(({ column }) => (column === 'spark' ? [] : [column]));
  }

  /**
   * The head, and the rows [from, from + height) below it.
   * @param chosen Into the rows.
   */
  lines(
    { rows, nodes, sparkOf }: Picture,
    table: MonitorTable,
    view: { from: number; height: number; width: number; chosen: number },
  ): Line[] {
    const shown = rows.slice(view.from, view.from + view.height);
    const texts = shown.map(({ cells }) => visibleCells(cells));
    this.place(texts, nodes > 1, view.width);
    const head = this.placed.map((each) =>
      fit(headOf(each.column, table), each.width, alignOf(each)),
    );
    return [
      [{ text: fit(`${' '.repeat(MARKS)}${head.join(' ')}`, view.width), bold: true }],
      ...shown.map((row, i): Line => {
        const isChosen = view.from + i === view.chosen;
        const { facts } = row;
        const cells = this.placed.map((each) =>
          each.column === 'spark'
            ? fit(sparkText(sparkOf(row), each.width), each.width)
            : cellText(texts[i]![each.column], each),
        );
        const mark = `${isChosen ? '▸' : ' '}${facts.remarks.length > 0 ? '!' : ' '}`;
        const text = fit(mark + cells.join(' '), view.width);
        const isRemarked = facts.remarks.length > 0;
        return [
          {
            text,
            inverse: isChosen,
            dim: !facts.peer.open,
            ...(isRemarked && { color: 'yellow' }),
          },
        ];
      }),
    ];
  }

  /** Chooses columns, and how wide they are: they grow with what they have held, and never shrink. */
  private place(
    texts: readonly Record<MonitorColumn, string>[],
    hasNodes: boolean,
    width: number,
  ): void {
    const candidates = LAYOUTS.filter(({ column }) => hasNodes || column !== 'node')
      .map((each) => ({ ...each, width: this.wanted(each, texts) }))
      .filter(({ width: wanted }) => wanted > 0);
    const kept = new Set<Placed>();
    let left = width - MARKS;
    for (const each of candidates.toSorted((a, b) => a.rank - b.rank)) {
      const least = isFlexible(each) ? each.least : each.width;
      if (least + 1 > left) break;
      left -= least + 1;
      kept.add(each);
    }
    this.placed = candidates.filter((each) => kept.has(each));
    for (const each of this.placed.filter(isFlexible)) {
      const more = Math.min(left, each.width - each.least);
      each.width = each.least + Math.max(0, more);
      left -= Math.max(0, more);
    }
  }

  private wanted(
    { column, least, most }: Layout,
    texts: readonly Record<MonitorColumn, string>[],
  ): number {
    if (column === 'spark') return least;
    const here = Math.max(0, ...texts.map((cells) => textWidth(cells[column])));
    const before = this.widest.get(column) ?? 0;
    // Nothing tells it of any of them.
    if (here === 0 && before === 0 && MAY_BE_ABSENT.includes(column)) return 0;
    const width = Math.min(most, Math.max(least, here, before));
    this.widest.set(column, width);
    return width;
  }
}

/** Names and texts that others chose are cut where there is no room. */
function isFlexible({ column }: Layout): boolean {
  return column === 'address' || column === 'userAgent' || column === 'remarks';
}

function alignOf({ right }: Layout): 'left' | 'right' {
  return right ? 'right' : 'left';
}

function headOf(column: Column, { sort, descending }: MonitorTable): string {
  const name = HEADS[column] ?? MONITOR_COLUMN_NAMES[column as MonitorColumn];
  return column === sort ? `${descending ? '▼' : '▲'}${name}` : name;
}

function cellText(text: string, layout: Placed): string {
  if (layout.column === 'address') return fitMiddle(text, layout.width);
  if (layout.column === 'userAgent') return fit(shortAgent(text, layout.width), layout.width);
  return fit(text, layout.width, alignOf(layout));
}

/** The version says more than the name that nearly all have: `/…31.0.0/` in place of `/Satoshi:…`. */
function shortAgent(text: string, width: number): string {
  return textWidth(text) > width ? text.replace(/^\/Satoshi:/, '/…') : text;
}

/** What peers chose must not steer the terminal. */
function visibleCells(cells: ListedPeer['cells']): Record<MonitorColumn, string> {
  const entries = Object.entries(cells).map(([column, text]) => [column, visible(text)]);
  return Object.fromEntries(entries) as Record<MonitorColumn, string>;
}
