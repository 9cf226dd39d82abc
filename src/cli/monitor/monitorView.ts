import { keyOf, type ListedPeer } from '../../capture/model/listedPeers';
import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { FIRST_LOOK, MONITOR_COLUMN_NAMES } from '../../shared/webview/monitorProtocol';
import { peerLine, summaryLine } from './headLines';
import { HELP } from './help';
import { fit, fitPhrases, type Line } from './line';
import type { MonitorModel, Picture } from './monitorModel';
import { PeerMessages } from './peerMessages';
import { PeerTable } from './peerTable';
import { stepOf } from './stepOf';
import { totalsLines } from './totalsTable';

/** Lines of the screen from which on the totals stand below the table. */
const TALL = 32;
/** Milliseconds that a picture may wait for what is still to be looked at. */
const SLICE_MS = 100;

const KEYS = [
  '↑↓ choose',
  'Enter messages',
  'q quit',
  '? help',
  '/ filter',
  'Tab totals',
  's sort',
  'c closed',
  'p pause',
];
const MESSAGE_KEYS = ['↑↓ scroll', 'End follow', 'Esc back', 'p pause'];

/** Keys that are not characters. */
const NAMED = /^[a-z-]{2,}$/;

export interface Size {
  columns: number;
  rows: number;
}

/** What is on the screen, and what keys do to it. It knows no terminal. */
export class MonitorView {
  /** What the program says meanwhile. */
  notice = '';
  private table = { ...FIRST_LOOK.table };
  private picture: Picture | undefined;
  private readonly peers = new PeerTable();
  private messages: PeerMessages | undefined;
  private showsTotals = false;
  private showsHelp = false;
  private paused = false;
  /** What the table was filtered by before the filter was edited; undefined when it is not. */
  private before: string | undefined;
  /** Of the chosen row; undefined as long as that is whichever comes first. */
  private key: string | undefined;
  private chosen = 0;
  private from = 0;
  /** The first of the lines of totals or help. */
  private scrolled = 0;
  private size: Size = { columns: 80, rows: 24 };

  /** @param model undefined until something has arrived. */
  constructor(private readonly model: () => MonitorModel | undefined) {}

  /**
   * Reads what has to be shown.
   * @param isTime Looks at what came, too.
   */
  async update(size: Size, isTime: boolean): Promise<void> {
    this.size = size;
    const model = this.model();
    if (!model) return;
    const goesOn = isTime && !this.paused;
    if (goesOn) await model.catchUp(SLICE_MS);
    if (goesOn || !this.picture) this.take(model.picture(this.table));
    if (goesOn || this.messages?.count === 0) await this.messages?.catchUp(SLICE_MS);
    await this.messages?.load(this.bodyHeight - 1);
  }

  /**
   * @param key A character, or the name of a key: `up`, `pagedown`, `enter`, `escape`.
   * @returns Whether the user wants to leave.
   */
  press(key: string): boolean {
    this.notice = '';
    if (key === 'ctrl-c') return true;
    if (this.before !== undefined) this.edit(key);
    else if (this.showsHelp) this.pressInList(key, ['escape', 'q', '?', 'enter']);
    else if (this.messages) this.pressInMessages(key);
    else return this.pressInPeers(key);
    return false;
  }

  lines(): Line[] {
    const { columns, rows } = this.size;
    const lines = [
      summaryLine(this.picture, this.size.columns),
      ...this.body().slice(0, this.bodyHeight),
    ];
    while (lines.length < rows - 1) lines.push([{ text: '' }]);
    return [...lines, this.statusLine(columns)];
  }

  private get bodyHeight(): number {
    return Math.max(1, this.size.rows - 2);
  }

  private body(): Line[] {
    const { columns } = this.size;
    const { picture, messages } = this;
    if (this.showsHelp)
      return HELP.slice(this.scrolled).map((text) => [{ text: fit(text, columns) }]);
    if (!picture) return [[{ text: fit('Nothing has arrived yet.', columns), dim: true }]];
    if (messages) return [peerLine(messages, picture, columns), ...messages.lines(columns)];
    const totals = totalsLines(picture.totals, columns);
    if (this.showsTotals) return [totals[0]!, ...totals.slice(1 + this.scrolled)];
    return [
      ...this.tableLines(picture),
      ...(this.totalsHeight > 0 ? [[{ text: '' }], ...totals] : []),
    ];
  }

  /** Lines of the totals below the table, with the empty one above them. */
  private get totalsHeight(): number {
    const { rows } = this.size;
    if (rows < TALL || !this.picture) return 0;
    return Math.min(this.picture.totals.length + 2, Math.floor(rows / 3));
  }

  /** Rows of peers that there is room for. */
  private get tableHeight(): number {
    return Math.max(1, this.bodyHeight - 1 - this.totalsHeight);
  }

  private tableLines(picture: Picture): Line[] {
    const height = this.tableHeight;
    this.from = Math.max(0, Math.min(this.from, picture.rows.length - height));
    if (this.chosen < this.from) this.from = this.chosen;
    if (this.chosen >= this.from + height) this.from = this.chosen - height + 1;
    const { from, chosen } = this;
    const view = { from, height, width: this.size.columns, chosen };
    const lines = this.peers.lines(picture, this.table, view);
    if (picture.rows.length === 0) lines.push([{ text: this.emptyText(picture), dim: true }]);
    while (lines.length < height + 1) lines.push([{ text: '' }]);
    return lines;
  }

  private emptyText({ closed }: Picture): string {
    if (this.table.filter.trim() !== '')
      return fit('  No peer has all these words.', this.size.columns);
    const hidden = closed > 0 ? `, but ${plural(closed, 'closed one')}: c shows them` : ' yet';
    return fit(`  No open connection${hidden}.`, this.size.columns);
  }

  private statusLine(columns: number): Line {
    if (this.before !== undefined)
      return [
        {
          text: fit(
            `Filter: ${visible(this.table.filter)}▏ (Enter keeps it, Esc does not)`,
            columns,
          ),
        },
      ];
    if (this.notice !== '') return [{ text: fit(visible(this.notice), columns), color: 'yellow' }];
    const states = [
      this.paused ? '[paused]' : '',
      this.table.closed && !this.messages ? '[closed shown]' : '',
      this.table.filter === '' || this.messages ? '' : `[filter: ${visible(this.table.filter)}]`,
    ].filter((text) => text !== '');
    const keys = this.messages ? MESSAGE_KEYS : KEYS;
    return [{ text: fitPhrases([...states, ...keys], '  ', columns), dim: true }];
  }

  private pressInPeers(key: string): boolean {
    if (this.showsTotals && key !== 'q') {
      this.pressInList(key, ['tab', 'escape']);
      if (key !== '?') return false;
    }
    switch (key) {
      case 'q':
        return true;
      case 'escape':
        // The last thing that it can take back.
        this.change({ filter: '' });
        return false;
      case 'enter':
        this.open();
        return false;
      case 'tab':
        this.showsTotals = true;
        this.scrolled = 0;
        return false;
      case '?':
        this.showsHelp = true;
        this.scrolled = 0;
        return false;
      case '/':
        this.before = this.table.filter;
        return false;
      case 'c':
        this.change({ closed: !this.table.closed });
        return false;
      case 'p':
        this.paused = !this.paused;
        return false;
      case 's':
        this.sortByNext();
        return false;
      case 'S':
        this.change({ descending: !this.table.descending });
        return false;
      default:
        this.move(stepOf(key, this.tableHeight));
        return false;
    }
  }

  private pressInMessages(key: string): void {
    if (key === 'escape' || key === 'q') this.messages = undefined;
    else if (key === 'p') this.paused = !this.paused;
    else this.messages!.scroll(stepOf(key, this.bodyHeight - 1));
  }

  /** @param leave Keys that close what is shown. */
  private pressInList(key: string, leave: readonly string[]): void {
    if (leave.includes(key)) {
      if (this.showsHelp) this.showsHelp = false;
      else this.showsTotals = false;
      this.scrolled = 0;
      return;
    }
    const length = this.showsHelp ? HELP.length : (this.picture?.totals.length ?? 0);
    const last = Math.max(0, length - this.bodyHeight + 1);
    this.scrolled = Math.max(0, Math.min(last, this.scrolled + stepOf(key, this.bodyHeight)));
  }

  private edit(key: string): void {
    const { filter } = this.table;
    if (key === 'enter') this.before = undefined;
    else if (key === 'escape') {
      this.change({ filter: this.before! });
      this.before = undefined;
    } else if (key === 'backspace')
      this.change({ filter: Array.from(filter).slice(0, -1).join('') });
    else if (!NAMED.test(key)) this.change({ filter: filter + key });
  }

  private change(change: Partial<typeof this.table>): void {
    this.table = { ...this.table, ...change };
    // While it is paused, too: the user asks for another list.
    const model = this.model();
    if (model) this.take(model.picture(this.table));
  }

  private sortByNext(): void {
    const { columns } = this.peers;
    const sort = columns[(columns.indexOf(this.table.sort) + 1) % columns.length] ?? 'id';
    const numbers = /^(messages|bytes|rate|errors|warnings|remarks)/.test(sort);
    this.change({ sort, descending: numbers });
    this.notice = `Sorted by ${MONITOR_COLUMN_NAMES[sort].toLowerCase()}. s: the next column, S: the other way.`;
  }

  private take(picture: Picture): void {
    this.picture = picture;
    const { rows } = picture;
    const place = this.key === undefined ? 0 : rows.findIndex((row) => keyIn(row) === this.key);
    if (place >= 0) this.chosen = place;
    this.chosen = Math.max(0, Math.min(this.chosen, rows.length - 1));
    if (place < 0) this.key = rows[this.chosen] && keyIn(rows[this.chosen]!);
  }

  private move(lines: number): void {
    const rows = this.picture?.rows ?? [];
    if (lines === 0 || rows.length === 0) return;
    this.chosen = Math.max(0, Math.min(rows.length - 1, this.chosen + lines));
    this.key = keyIn(rows[this.chosen]!);
  }

  private open(): void {
    const row = this.picture?.rows[this.chosen];
    const model = this.model();
    if (!row || !model) return;
    this.key = keyIn(row);
    this.messages = new PeerMessages(model, row.facts.peer);
  }
}

function keyIn({ facts }: ListedPeer): string {
  return keyOf(facts.peer);
}
