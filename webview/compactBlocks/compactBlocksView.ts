import {
  BLOCK_COLUMNS,
  BLOCK_WAYS,
  FIRST_BLOCKS,
  type BlockColumn,
  type BlocksPicture,
  type BlocksSpread,
  type BlocksState,
  type BlocksTable,
  type BlockWay,
  type CompactBlocksHost,
  type CompactBlocksPage,
} from '../../src/shared/webview/compactBlocksProtocol';
import { button, Choice } from '../common/button';
import { make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { BlockGrid, isText } from './blockGrid';

/** Between two pictures of what goes on, milliseconds. */
const PERIOD_MS = 1000;
/** Until another picture is asked for where the user does something. */
const SOON_MS = 15;

/** The page of the compact blocks' table: asks for a picture, shows it, and asks again while more may come. */
export class CompactBlocksView {
  private readonly body = make('main', 'blocks');
  private readonly message = make('p', 'message');
  private readonly title = make('h1', 'blocks-title');
  private readonly summary = make('span', 'blocks-summary');
  private readonly spreads = make('tbody', '');
  private readonly spreadsTable = make('table', 'spreads');
  private readonly ways: Choice<BlockWay>;
  private readonly grid: BlockGrid;
  private readonly none = make('p', 'none');
  private capture = '';
  private table: BlocksTable = FIRST_BLOCKS;
  private timer: number | undefined;
  private dueAt = 0;
  private asking = false;
  private again = false;

  constructor(private readonly host: Host<CompactBlocksPage, CompactBlocksHost, BlocksState>) {
    this.ways = new Choice('Which way', BLOCK_WAYS, (way) => this.setTable({ way }));
    this.grid = new BlockGrid({
      want: () => this.lookIn(SOON_MS),
      sort: (column) => this.sort(column),
      open: (row) => host.notify('open', { row }),
    });
    this.layOut();
    host.serve(
      {
        requests: {},
        notices: {
          show: ({ capture }) => this.begin(capture),
          gone: ({ text }) => this.say(text),
        },
      },
      (text) => this.say(text),
    );
  }

  private layOut(): void {
    const copy = button('Copy as CSV', () => this.host.notify('copy', { table: this.table }));
    copy.title = 'Copy all that are shown, for a spreadsheet';
    const head = make('header', 'blocks-head');
    const facts = make('div', 'facts');
    facts.append(this.title, this.summary);
    const tools = make('div', 'tools');
    tools.append(this.ways.element, copy);
    head.append(facts, tools);
    const heads = make('tr', '');
    heads.append(make('td', ''));
    for (const name of ['Known of', 'Median', 'Worst']) {
      const cell = make('th', 'number', name);
      cell.setAttribute('scope', 'col');
      heads.append(cell);
    }
    const thead = make('thead', '');
    thead.append(heads);
    this.spreadsTable.append(make('caption', 'unseen', 'Median and worst'), thead, this.spreads);
    this.message.setAttribute('role', 'status');
    this.none.setAttribute('role', 'status');
    this.body.hidden = true;
    this.body.append(head, this.spreadsTable, this.grid.element, this.none);
    document.body.append(this.body, this.message);
  }

  private begin(capture: string): void {
    const { state } = this.host;
    if (this.capture !== capture && state?.capture === capture) this.table = tableOf(state);
    this.capture = capture;
    this.keep();
    void this.look();
  }

  private say(text: string): void {
    this.body.hidden = text !== '';
    this.message.hidden = text === '';
    setText(this.message, text);
  }

  private sort(column: BlockColumn): void {
    const isSame = column === this.table.sort;
    const descending = isSame ? !this.table.descending : !isText(column);
    this.setTable({ sort: column, descending });
  }

  private setTable(table: Partial<BlocksTable>): void {
    this.table = { ...this.table, ...table };
    this.keep();
    this.lookIn(SOON_MS);
  }

  private keep(): void {
    const { capture, table } = this;
    this.host.saveState({ capture, table });
  }

  private lookIn(ms: number): void {
    const at = performance.now() + ms;
    if (this.timer !== undefined && this.dueAt <= at) return;
    clearTimeout(this.timer);
    this.dueAt = at;
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      void this.look();
    }, ms);
  }

  private async look(): Promise<void> {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    const { table, grid } = this;
    const { active } = grid;
    const picture = await this.host.ask('look', { table, ...grid.inView, active });
    this.asking = false;
    if (picture) this.show(picture, active);
    if (this.again) {
      this.again = false;
      this.lookIn(SOON_MS);
    } else if (picture && (picture.live || picture.working)) this.lookIn(PERIOD_MS);
  }

  private show(picture: BlocksPicture, active: number): void {
    this.say('');
    const { title, summary, spreads, length, working } = picture;
    setText(this.title, title);
    setText(this.summary, working ? `${summary}, still counting` : summary);
    this.ways.show(this.table.way);
    this.grid.show(picture, this.table, active);
    this.spreadsTable.hidden = spreads.length === 0;
    this.showSpreads(spreads);
    this.none.hidden = length > 0;
    setText(this.none, working ? 'Looking for compact blocks…' : 'No compact block was seen.');
  }

  private showSpreads(spreads: readonly BlocksSpread[]): void {
    const text = JSON.stringify(spreads);
    if (this.spreads.dataset.text === text) return;
    this.spreads.dataset.text = text;
    this.spreads.replaceChildren(
      ...spreads.map(({ name, known, median, worst }) => {
        const row = make('tr', '');
        const head = make('th', '', name);
        head.setAttribute('scope', 'row');
        row.append(head, ...[known, median, worst].map((each) => make('td', 'number', each)));
        return row;
      }),
    );
  }
}

/** What an earlier version kept may make no sense. */
function tableOf({ table }: BlocksState): BlocksTable {
  const { way, sort, descending } = { ...FIRST_BLOCKS, ...table };
  return {
    way: way in BLOCK_WAYS ? way : FIRST_BLOCKS.way,
    sort: BLOCK_COLUMNS.includes(sort) ? sort : FIRST_BLOCKS.sort,
    descending,
  };
}
