import { formatBytes, formatCount, plural } from '../../src/shared/text/quantity';
import type { MonitorPicture, MonitorTable } from '../../src/shared/webview/monitorProtocol';
import { make, setText } from '../common/dom';
import { button } from './button';

/** Milliseconds after the last key until the filter counts. */
const TYPING_MS = 120;

export interface SummaryActions {
  change(table: Partial<MonitorTable>): void;
  chooseColumns(): void;
}

/** The line above everything: who and how much, and which peers are shown. */
export class SummaryBar {
  readonly element = make('header', 'summary');
  private readonly title = make('h1', 'node-title');
  private readonly peers = make('span', 'fact');
  private readonly messages = make('span', 'fact');
  private readonly bytes = make('span', 'fact');
  private readonly lost = make('span', 'fact lost');
  private readonly filter = document.createElement('input');
  private readonly closed: HTMLButtonElement;
  private readonly columns: HTMLButtonElement;
  private timer: number | undefined;
  private table: MonitorTable | undefined;

  constructor(private readonly actions: SummaryActions) {
    this.closed = button('Closed', () => actions.change({ closed: !this.table?.closed }));
    this.columns = button('Columns…', () => actions.chooseColumns());
    const { filter } = this;
    filter.type = 'search';
    filter.className = 'peer-filter';
    filter.placeholder = 'Filter peers';
    filter.title = 'Words that a row must have, and -words that it must not: onion inbound -core';
    filter.setAttribute('aria-label', 'Filter peers');
    filter.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.apply(), TYPING_MS);
    });
    // A page that is hidden at once keeps what was written last.
    window.addEventListener('pagehide', () => {
      if (this.timer !== undefined) this.apply();
    });
    const facts = make('div', 'facts');
    facts.append(this.title, this.peers, this.messages, this.bytes, this.lost);
    const tools = make('div', 'tools');
    tools.append(filter, this.closed, this.columns);
    this.element.append(facts, tools);
  }

  focusFilter(): void {
    this.filter.focus();
    this.filter.select();
  }

  setTable(table: MonitorTable): void {
    this.table = table;
    // What is just being written, or taken away, is not written over.
    if (this.timer === undefined && this.filter.value !== table.filter)
      this.filter.value = table.filter;
    this.closed.setAttribute('aria-pressed', `${table.closed}`);
  }

  /** What is written counts from now on. */
  private apply(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.actions.change({ filter: this.filter.value });
  }

  show({ title, summary, live, working }: MonitorPicture): void {
    const { inbound, outbound, unknown, closed, messages, bytes, total, lost } = summary;
    setText(this.title, title);
    const open = inbound + outbound + unknown;
    strong(this.peers, formatCount(open), ` peer${open === 1 ? '' : 's'}`, [
      ` ${formatCount(inbound)} in, ${formatCount(outbound)} out`,
    ]);
    strong(this.messages, rate(messages), ' messages/s', [live ? '' : ' on average']);
    this.messages.title = `${plural(total, 'message')} in all${working ? ', still counting' : ''}`;
    strong(this.bytes, formatBytes(bytes), '/s');
    strong(this.lost, formatCount(lost), ' lost');
    this.lost.classList.toggle('some', lost > 0);
    setText(this.closed, `Closed (${formatCount(closed)})`);
    this.closed.title = `${plural(closed, 'peer')} whose connection is closed`;
  }

  /** @param left Names of the columns that have no room. */
  setLeft(left: readonly string[]): void {
    setText(this.columns, left.length === 0 ? 'Columns…' : `Columns… (+${left.length})`);
    this.columns.title = left.length === 0 ? 'Choose columns' : `No room for: ${left.join(', ')}`;
  }
}

function strong(element: HTMLElement, number: string, unit: string, more: string[] = []): void {
  const parts = [make('b', '', number), document.createTextNode(unit)];
  element.replaceChildren(...parts, ...more.filter(Boolean).map((text) => make('i', 'more', text)));
}

function rate(value: number): string {
  return value > 0 && value < 9.95 ? value.toFixed(1) : formatCount(Math.round(value));
}
