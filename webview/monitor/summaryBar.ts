import { formatBytes, formatCount, plural } from '../../src/shared/text/quantity';
import type { MonitorPicture, MonitorTable } from '../../src/shared/webview/monitorProtocol';
import { make, setAttribute, setText } from '../common/dom';
import { button } from '../common/button';

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
  private readonly peers = new Fact();
  private readonly messages = new Fact();
  private readonly bytes = new Fact();
  private readonly lost = new Fact('lost');
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
    facts.append(this.title);
    for (const { element } of [this.peers, this.messages, this.bytes, this.lost])
      facts.append(element);
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
    this.peers.show(
      formatCount(open),
      ` peer${open === 1 ? '' : 's'}`,
      ` ${formatCount(inbound)} in, ${formatCount(outbound)} out`,
    );
    this.messages.show(rate(messages), ' messages/s', live ? '' : ' on average');
    const all = `${plural(total, 'message')} in all${working ? ', still counting' : ''}`;
    setAttribute(this.messages.element, 'title', all);
    this.bytes.show(formatBytes(bytes), '/s');
    this.lost.show(formatCount(lost), ' lost');
    this.lost.element.classList.toggle('some', lost > 0);
    setText(this.closed, `Closed (${formatCount(closed)})`);
    this.closed.title = `${plural(closed, 'peer')} whose connection is closed`;
  }

  /** @param left Names of the columns that have no room. */
  setLeft(left: readonly string[]): void {
    setText(this.columns, left.length === 0 ? 'Columns…' : `Columns… (+${left.length})`);
    this.columns.title = left.length === 0 ? 'Choose columns' : `No room for: ${left.join(', ')}`;
  }
}

/** A number with what it counts. */
class Fact {
  readonly element: HTMLElement;
  private readonly number = make('b', '');
  private readonly unit = make('span', '');
  private readonly more = make('i', 'more');

  constructor(className = '') {
    this.element = make('span', `fact ${className}`);
    this.element.append(this.number, this.unit, this.more);
  }

  show(number: string, unit: string, more = ''): void {
    setText(this.number, number);
    setText(this.unit, unit);
    setText(this.more, more);
  }
}

function rate(value: number): string {
  return value > 0 && value < 9.95 ? value.toFixed(1) : formatCount(Math.round(value));
}
