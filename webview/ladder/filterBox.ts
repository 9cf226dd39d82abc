import type { FilterCompletion, FilterProblem } from '../../src/shared/webview/ladderProtocol';
import { make, setText } from '../common/dom';

/** Milliseconds without a key until a filter is tried. */
const PAUSE_MS = 150;

export interface FilterBoxEvents {
  onFilter(filter: string): void;
  onComplete(text: string, cursor: number): void;
  /** The user is done here. */
  onLeave(): void;
}

/** Where a filter is written: completes it, tries it, and shows where it is wrong. */
export class FilterBox {
  readonly element = make('div', 'filter-box');
  private readonly input = document.createElement('input');
  private readonly options = make('div', 'completions');
  private readonly problem = make('div', 'problem');
  private items: readonly FilterCompletion[] = [];
  private chosen = -1;
  private timer: number | undefined;

  constructor(private readonly events: FilterBoxEvents) {
    const { input, options, problem } = this;
    input.type = 'text';
    input.placeholder = 'Filter: type:inv|getdata peer:3..9 size:>32k hash:4e3a lost, or any word';
    input.spellcheck = false;
    input.setAttribute('aria-label', 'Filter');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', 'completions');
    input.setAttribute('aria-describedby', 'filter-problem');
    options.id = 'completions';
    options.setAttribute('role', 'listbox');
    options.setAttribute('aria-label', 'Completions');
    problem.id = 'filter-problem';
    problem.setAttribute('role', 'status');
    this.element.append(input, options, problem);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.keyDown(event));
    input.addEventListener('blur', () => this.close());
    options.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const option = (event.target as Element).closest<HTMLElement>('.completion');
      if (option) this.take(Number(option.dataset.index));
    });
    this.close();
    problem.hidden = true;
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** The filter in force; what is being written stays. */
  show(filter: string): void {
    if (document.activeElement !== this.input) this.input.value = filter;
    this.showProblem(undefined);
  }

  /** Puts a filter in place of what is written. */
  replace(filter: string): void {
    this.input.value = filter;
  }

  /** The characters that make no sense are shown with the reason. */
  showProblem(problem: FilterProblem | undefined): void {
    this.problem.hidden = problem === undefined;
    this.input.setAttribute('aria-invalid', String(problem !== undefined));
    if (!problem) return;
    const { text, from, to } = problem;
    const written = this.input.value;
    const where = make('span', 'where');
    where.append(
      make('span', '', written.slice(0, from)),
      make('mark', 'wrong', written.slice(from, to) || ' '),
      make('span', '', written.slice(to)),
    );
    this.problem.replaceChildren(make('span', 'mark warning', text), where);
  }

  showCompletions(text: string, cursor: number, items: readonly FilterCompletion[]): void {
    const { input } = this;
    if (input.value !== text || input.selectionStart !== cursor) return;
    if (document.activeElement !== input) return;
    this.items = items;
    this.chosen = -1;
    const elements = items.map(({ insert, about }, index) => {
      const option = make('div', 'completion');
      option.id = `completion-${index}`;
      option.dataset.index = String(index);
      option.setAttribute('role', 'option');
      option.append(make('span', 'insert', insert), make('span', 'about', about));
      return option;
    });
    this.options.replaceChildren(...elements);
    this.options.hidden = items.length === 0;
    this.input.setAttribute('aria-expanded', String(items.length > 0));
  }

  private typed(): void {
    this.showProblem(undefined);
    this.events.onComplete(this.input.value, this.input.selectionStart ?? 0);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.events.onFilter(this.input.value), PAUSE_MS);
  }

  private keyDown(event: KeyboardEvent): void {
    const open = !this.options.hidden;
    if (event.key === 'Escape') {
      if (open) this.close();
      else this.events.onLeave();
    } else if (event.key === 'Enter') {
      if (open && this.chosen >= 0) this.take(this.chosen);
      else this.apply();
    } else if (event.key === 'Tab' && open && !event.shiftKey) {
      this.take(Math.max(0, this.chosen));
    } else if (event.key === 'ArrowDown' && open) {
      this.choose((this.chosen + 1) % this.items.length);
    } else if (event.key === 'ArrowUp' && open) {
      this.choose((this.chosen - 1 + this.items.length) % this.items.length);
    } else if (event.key === ' ' && event.ctrlKey) {
      this.events.onComplete(this.input.value, this.input.selectionStart ?? 0);
    } else if (event.key === 'ArrowDown') {
      this.apply();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private apply(): void {
    clearTimeout(this.timer);
    this.close();
    this.events.onFilter(this.input.value);
    this.events.onLeave();
  }

  private choose(index: number): void {
    this.chosen = index;
    for (const [i, option] of [...this.options.children].entries())
      option.setAttribute('aria-selected', String(i === index));
    this.options.children[index]?.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', `completion-${index}`);
  }

  private take(index: number): void {
    const item = this.items[index];
    if (!item) return;
    const { value } = this.input;
    this.input.value = `${value.slice(0, item.from)}${item.insert}${value.slice(item.to)}`;
    const cursor = item.from + item.insert.length;
    this.input.setSelectionRange(cursor, cursor);
    this.close();
    this.typed();
  }

  private close(): void {
    this.options.hidden = true;
    this.items = [];
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
    setText(this.options, '');
  }
}
