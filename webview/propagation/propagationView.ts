import { PHASE_NAMES, PHASES, type Phase } from '../../src/shared/propagationPhases';
import {
  BLOCK_SORTS,
  FIRST_TABLE,
  PHASE_TITLES,
  SPANS,
  type BlockSort,
  type ChosenPropagation,
  type NodeLine,
  type NodeSort,
  type PhaseCell,
  type PropagationHost,
  type PropagationPage,
  type PropagationPicture,
  type PropagationState,
  type PropagationTable,
  type Span,
} from '../../src/shared/webview/propagationProtocol';
import { button, Choice } from '../common/button';
import { make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { Curve } from './curve';
import { SortedTable, tableRow } from './sortedTable';

/** Between two pictures of what goes on, milliseconds. */
const PERIOD_MS = 1000;
/** Until another picture is asked for where the user does something. */
const SOON_MS = 15;

const BLOCK_HEADS: Record<BlockSort, string> = {
  time: 'First heard of',
  height: 'Height',
  nodes: 'Nodes',
  median: 'Median',
  p90: '90 %',
  spread: 'First to last',
};

/** The page of Propagation: asks for a picture, shows it, and asks again while more may come. */
export class PropagationView {
  private readonly body = make('main', 'propagation');
  private readonly message = make('p', 'message');
  private readonly title = make('h1', 'view-title');
  private readonly summary = make('span', 'summary');
  private readonly phases: Choice<Phase>;
  private readonly spans: Choice<Span>;
  private readonly input = make('input', 'hash-input') as HTMLInputElement;
  private readonly blocks: SortedTable<BlockSort>;
  private readonly none = make('p', 'none');
  private readonly missing = make('p', 'none');
  private readonly chosen = make('section', 'chosen');
  private readonly chosenTitle = make('h2', 'chosen-title');
  private readonly chosenHash = make('code', 'chosen-hash');
  private readonly lack = make('p', 'lack');
  private readonly nodes: SortedTable<NodeSort>;
  private readonly totals: SortedTable<never>;
  private readonly curve = new Curve();
  private readonly sentence = make('p', 'sentence');
  private capture = '';
  private table: PropagationTable = FIRST_TABLE;
  private timer: number | undefined;
  private dueAt = 0;
  private asking = false;
  private again = false;

  constructor(private readonly host: Host<PropagationPage, PropagationHost, PropagationState>) {
    this.phases = new Choice('By when nodes', PHASE_NAMES, (phase) => this.setTable({ phase }));
    this.spans = new Choice('Blocks of', SPANS, (span) => this.setTable({ span }));
    this.blocks = new SortedTable<BlockSort>(
      'Blocks, by how long they took',
      'blocks',
      [
        ...BLOCK_SORTS.map((id) => ({ id, name: BLOCK_HEADS[id], isNumber: true })),
        { id: undefined, name: 'Block', isNumber: false },
      ],
      (column) => this.sortBlocks(column),
    );
    this.nodes = new SortedTable<NodeSort>(
      'Nodes, and when each had it',
      'nodes',
      [
        {
          id: undefined,
          name: 'Place',
          title: '≈: cannot be told apart by their clocks; ?: nobody knows how wrong its clock is',
          isNumber: true,
        },
        { id: 'node', name: 'Node', isNumber: false },
        { id: undefined, name: 'First heard by', isNumber: false },
        ...PHASES.map((id) => ({
          id,
          name: PHASE_NAMES[id],
          title: PHASE_TITLES[id],
          isNumber: true,
        })),
      ],
      (column) => this.sortNodes(column),
    );
    this.totals = new SortedTable<never>(
      'Of all nodes',
      'totals',
      ['Step', 'Nodes', 'Median', '90 %', 'First to last'].map((name, i) => ({
        id: undefined,
        name,
        isNumber: i > 0,
      })),
      () => undefined,
    );
    this.layOut();
    host.serve(
      {
        requests: {},
        notices: {
          show: ({ capture, hash }) => this.begin(capture, hash),
          gone: ({ text }) => this.say(text),
        },
      },
      (text) => this.say(text),
    );
  }

  private layOut(): void {
    const { input } = this;
    const head = make('header', 'view-head');
    const facts = make('div', 'facts');
    facts.append(this.title, this.summary);
    const tools = make('div', 'tools');
    const copyBlocks = button('Copy as CSV', () => this.copy('blocks'));
    copyBlocks.title = 'Copy the list of blocks, for a spreadsheet';
    tools.append(this.phases.element, this.spans.element, copyBlocks);
    head.append(facts, tools);
    input.type = 'text';
    input.spellcheck = false;
    input.placeholder = 'Paste a txid, wtxid or block hash';
    input.setAttribute('aria-label', 'Transaction or block: txid, wtxid or block hash');
    input.addEventListener('input', () => this.choose(input.value));
    const copyNodes = button('Copy as CSV', () => this.copy('nodes'));
    copyNodes.title = 'Copy the table of nodes, for a spreadsheet';
    const chosenHead = make('div', 'chosen-head');
    chosenHead.append(this.chosenTitle, copyNodes);
    const details = make('div', 'details');
    const curves = make('div', 'curves');
    curves.append(this.curve.element, this.sentence, this.totals.element);
    details.append(this.nodes.element, curves);
    this.chosen.append(chosenHead, this.chosenHash, this.lack, details);
    this.chosen.setAttribute('aria-label', 'How it came to the nodes');
    for (const status of [this.none, this.missing, this.message])
      status.setAttribute('role', 'status');
    this.body.hidden = true;
    this.body.append(head, this.blocks.element, this.none, input, this.missing, this.chosen);
    document.body.append(this.body, this.message);
  }

  private begin(capture: string, hash: string | undefined): void {
    const { state } = this.host;
    if (this.capture !== capture)
      this.table = state?.capture === capture ? tableOf(state) : FIRST_TABLE;
    this.capture = capture;
    if (hash !== undefined) this.table = { ...this.table, hash };
    this.input.value = this.table.hash;
    this.keep();
    void this.look();
  }

  private say(text: string): void {
    this.body.hidden = text !== '';
    this.message.hidden = text === '';
    setText(this.message, text);
  }

  private copy(what: 'blocks' | 'nodes'): void {
    this.host.notify('copy', { what, table: this.table });
  }

  private choose(hash: string): void {
    this.setTable({ hash: hash.trim().toLowerCase() });
  }

  private sortBlocks(blockSort: BlockSort): void {
    const { table } = this;
    const blocksDescending = blockSort === table.blockSort ? !table.blocksDescending : true;
    this.setTable({ blockSort, blocksDescending });
  }

  private sortNodes(nodeSort: NodeSort): void {
    const { table } = this;
    const nodesDescending = nodeSort === table.nodeSort && !table.nodesDescending;
    this.setTable({ nodeSort, nodesDescending });
  }

  private setTable(table: Partial<PropagationTable>): void {
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
    const picture = await this.host.ask('look', this.table);
    this.asking = false;
    if (picture) this.show(picture);
    if (this.again) {
      this.again = false;
      this.lookIn(SOON_MS);
    } else if (picture && (picture.live || picture.working)) this.lookIn(PERIOD_MS);
  }

  private show(picture: PropagationPicture): void {
    this.say('');
    const { title, summary, working, blocks, chosen, missing } = picture;
    const { table } = this;
    setText(this.title, title);
    setText(this.summary, working ? `${summary}, still counting` : summary);
    this.phases.show(table.phase);
    this.spans.show(table.span);
    this.blocks.element.hidden = blocks.length === 0;
    this.blocks.show(table.blockSort, table.blocksDescending, [blocks, table.hash], () =>
      blocks.map(({ hash, name, title: time, cells }) => {
        const open = button(name, () => this.pick(hash), 'link hash');
        open.title = hash;
        open.dataset.key = hash;
        open.setAttribute('aria-pressed', `${hash === table.hash}`);
        const row = tableRow([...BLOCK_SORTS.map((id) => cells[id]), open], 0);
        for (const cell of [...row.children].slice(0, -1)) cell.className = 'number';
        (row.firstElementChild as HTMLElement).title = time;
        row.classList.toggle('current', hash === table.hash);
        row.addEventListener('click', () => this.pick(hash));
        return row;
      }),
    );
    this.none.hidden = blocks.length > 0;
    setText(this.none, working ? 'Looking for blocks…' : noBlocks(table.span));
    this.missing.hidden = missing === '';
    setText(this.missing, missing);
    this.chosen.hidden = !chosen;
    if (chosen) this.showChosen(chosen);
  }

  private pick(hash: string): void {
    this.input.value = hash;
    this.choose(hash);
  }

  private showChosen(chosen: ChosenPropagation): void {
    const { table } = this;
    setText(this.chosenTitle, chosen.title);
    setText(this.chosenHash, chosen.hash);
    setText(this.lack, chosen.lack);
    this.lack.hidden = chosen.lack === '';
    this.nodes.show(table.nodeSort, table.nodesDescending, chosen.nodes, () =>
      chosen.nodes.map((line) => this.nodeRow(line)),
    );
    this.totals.show(undefined as never, false, chosen.phases, () =>
      chosen.phases.map(({ phase, nodes, median, p90, spread }) =>
        tableRow([PHASE_NAMES[phase], nodes, median, p90, spread], 4),
      ),
    );
    this.curve.show(chosen, table.phase);
    setText(this.sentence, chosen.sentence);
  }

  private nodeRow({ key, place, node, from, phases }: NodeLine): HTMLElement {
    const cells = PHASES.map((phase) => {
      const cell = phases[phase];
      return cell ? this.timeButton(cell, `${key} ${phase}`, node) : '';
    });
    const row = tableRow([place, make('span', 'node', node), make('span', '', from), ...cells], 3);
    row.firstElementChild!.className = 'number';
    return row;
  }

  private timeButton({ row, text, title }: PhaseCell, key: string, node: string): HTMLElement {
    const open = button(text, () => this.host.notify('open', { row }), 'link');
    open.title = `${title}\nGo to it in the ladder`;
    open.setAttribute('aria-label', `${text}, ${node}: go to it in the ladder`);
    open.dataset.key = key;
    return open;
  }
}

function noBlocks(span: Span): string {
  const when = { hour: ' of the last hour', day: ' of the last day', all: '' }[span];
  return `No block${when} that a node had.`;
}

/** What an earlier version kept may make no sense. */
function tableOf({ table }: PropagationState): PropagationTable {
  const kept = { ...FIRST_TABLE, ...table };
  const isNodeSort = kept.nodeSort === 'node' || PHASES.includes(kept.nodeSort);
  return {
    ...kept,
    phase: PHASES.includes(kept.phase) ? kept.phase : FIRST_TABLE.phase,
    span: kept.span in SPANS ? kept.span : FIRST_TABLE.span,
    blockSort: BLOCK_SORTS.includes(kept.blockSort) ? kept.blockSort : FIRST_TABLE.blockSort,
    nodeSort: isNodeSort ? kept.nodeSort : FIRST_TABLE.nodeSort,
    hash: typeof kept.hash === 'string' ? kept.hash : '',
  };
}
