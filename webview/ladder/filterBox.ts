import type {
  FilterChange,
  FilterCompletion,
  FilterLists,
  FilterProblem,
  NamedFilter,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { ChoiceList } from './choiceList';
import { filterChoices } from './filterChoices';
import { FilterProblems } from './filterProblems';

/** Milliseconds without a key until a filter is tried. */
const PAUSE_MS = 150;
/** A search that takes longer is shown to go on, milliseconds. */
const SLOW_MS = 400;

export interface FilterBoxEvents {
  /** @param writing The user may go on: it has not been confirmed. */
  onFilter(filter: string, writing: boolean): void;
  onComplete(text: string, cursor: number): void;
  /** What is offered as a whole. */
  filters(): Promise<FilterLists | undefined>;
  /** The filter was written to its end: it is offered again. */
  onUsed(filter: string): void;
  onChange(change: FilterChange, filter: NamedFilter): void;
  /** The user is done here. */
  onLeave(): void;
  /** … and wants to see what the filter finds. */
  onEnter(): void;
}

/**
 * Where a filter is written: completes it, tries it, shows where it is wrong, and offers those that
 * were used before.
 */
export class FilterBox {
  readonly element = make('div', 'filter-box');
  private readonly input = document.createElement('input');
  private readonly clear = iconButton('clear', '×', 'Clear the filter');
  private readonly menu = iconButton('menu', '⌄', 'Recent and saved filters');
  private readonly list = new ChoiceList(this.input);
  private readonly problems = new FilterProblems((problem) => this.replacePart(problem));
  /** The list offers filters as a whole. */
  private offersFilters = false;
  private timer: number | undefined;
  private slow: number | undefined;
  /** The user has left, and comes back if the filter is wrong. */
  private left = false;

  constructor(private readonly events: FilterBoxEvents) {
    const { input, clear, menu } = this;
    input.type = 'text';
    input.placeholder = 'Filter: type:inv,getdata peer:3..9 size:>32k -ping, or any word';
    input.spellcheck = false;
    input.setAttribute('aria-label', 'Filter');
    input.setAttribute('aria-describedby', 'filter-problem');
    const field = make('div', 'field');
    field.append(input, clear, menu);
    this.element.append(field, this.list.element, this.problems.element);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.keyDown(event));
    input.addEventListener('blur', () => this.list.close());
    // The focus stays where the user writes.
    for (const button of [clear, menu])
      button.addEventListener('mousedown', (event) => event.preventDefault());
    clear.addEventListener('click', () => this.apply(''));
    menu.addEventListener('click', () => {
      input.focus();
      if (this.list.isOpen && this.offersFilters) this.list.close();
      else void this.offerFilters();
    });
    this.written();
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** The filter in force, and what of it can find nothing; what is being written stays. */
  show(filter: string, hints: readonly FilterProblem[]): void {
    if (document.activeElement !== this.input) this.input.value = filter;
    this.written();
    if (this.input.value === filter) this.showDoubts(hints);
  }

  /** What is written makes sense, and these parts of it find nothing. */
  showDoubts(hints: readonly FilterProblem[]): void {
    this.input.setAttribute('aria-invalid', 'false');
    this.showProblems(hints);
  }

  /** Puts a filter in place of what is written. */
  replace(filter: string): void {
    this.input.value = filter;
    this.written();
  }

  /** The characters that make no sense are shown with the reason. */
  showProblem(problem: FilterProblem | undefined): void {
    const { input } = this;
    input.setAttribute('aria-invalid', String(problem !== undefined));
    this.showProblems(problem ? [problem] : []);
    // The rest may be about to be written.
    const isBegun = problem !== undefined && problem.to >= input.value.trimEnd().length;
    this.element.classList.toggle('begun', isBegun && !this.left);
    if (problem && this.left) input.focus();
    this.left = false;
  }

  /** @param busy The host has not found anything yet, and what is shown is of another filter. */
  setBusy(busy: boolean): void {
    clearTimeout(this.slow);
    if (busy) this.slow = window.setTimeout(() => this.element.classList.add('busy'), SLOW_MS);
    else this.element.classList.remove('busy');
  }

  showCompletions(text: string, cursor: number, items: readonly FilterCompletion[]): void {
    const { input } = this;
    if (input.value !== text || input.selectionStart !== cursor) return;
    if (document.activeElement !== input) return;
    this.offersFilters = false;
    const choices = items.map((item) => ({
      text: item.insert,
      about: item.about,
      count: item.count,
      pick: () => this.complete(item),
    }));
    this.list.show('Completions', choices);
  }

  private typed(): void {
    this.left = false;
    this.list.choose(-1);
    this.written();
    this.showProblem(undefined);
    const { value, selectionStart } = this.input;
    // There the keys of the arrows offer whole filters.
    if (value === '') this.list.close();
    else this.events.onComplete(value, selectionStart ?? value.length);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.events.onFilter(this.input.value, true), PAUSE_MS);
  }

  private keyDown(event: KeyboardEvent): void {
    if (!this.listKey(event) && !this.boxKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @returns Whether the key means something while the list is open. */
  private listKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { list, offersFilters } = this;
    if (!list.isOpen) return false;
    const { chosen } = list;
    if (key === 'Escape') list.close();
    else if (key === 'ArrowDown') list.move(1);
    else if (key === 'ArrowUp') list.move(-1);
    else if (key === 'Enter' && chosen) chosen.pick();
    else if (key === 'Tab' && !shiftKey && !offersFilters) (chosen ?? list.first)?.pick();
    else if (key === 'F2' && chosen?.rename) chosen.rename();
    else if (key === 'Delete' && chosen?.remove) chosen.remove();
    else return false;
    return true;
  }

  private boxKey({ key, ctrlKey, altKey }: KeyboardEvent): boolean {
    const { value } = this.input;
    const isArrow = key === 'ArrowDown' || key === 'ArrowUp';
    if (key === 'Escape') this.events.onLeave();
    else if (key === 'Enter') this.enter();
    else if (isArrow && (altKey || value === '')) void this.offerFilters();
    else if (key === 'ArrowDown') this.leave();
    else if (key === ' ' && ctrlKey)
      this.events.onComplete(value, this.input.selectionStart ?? value.length);
    else return false;
    return true;
  }

  private enter(): void {
    if (this.leave()) this.events.onEnter();
  }

  /** Applies what is written and is done, if it makes sense. @returns Whether it does, as far as is known. */
  private leave(): boolean {
    const { value } = this.input;
    const isWrong = this.input.getAttribute('aria-invalid') === 'true';
    this.list.close();
    clearTimeout(this.timer);
    this.element.classList.remove('begun');
    if (isWrong) return false;
    this.left = true;
    this.events.onFilter(value, false);
    this.events.onUsed(value);
    this.events.onLeave();
    return true;
  }

  /** Shows what a filter finds, which the user did not have to write. */
  private apply(filter: string): void {
    clearTimeout(this.timer);
    this.list.close();
    this.replace(filter);
    this.input.focus();
    this.showProblem(undefined);
    this.events.onFilter(filter, false);
    if (filter !== '') this.events.onUsed(filter);
  }

  private async offerFilters(): Promise<void> {
    const lists = await this.events.filters();
    if (!lists || document.activeElement !== this.input) return;
    this.offersFilters = true;
    const choices = filterChoices(lists, this.input.value, {
      onApply: (filter) => this.apply(filter),
      onChange: (change, filter) => {
        this.list.close();
        this.events.onChange(change, filter);
      },
    });
    this.list.show('Filters', choices);
  }

  private complete({ insert, from, to }: FilterCompletion): void {
    this.put(insert, from, to);
    this.list.close();
    this.typed();
  }

  private replacePart({ instead = '', from, to }: FilterProblem): void {
    this.put(instead, from, to);
    this.apply(this.input.value);
  }

  private put(text: string, from: number, to: number): void {
    const { value } = this.input;
    this.input.value = `${value.slice(0, from)}${text}${value.slice(to)}`;
    this.input.setSelectionRange(from + text.length, from + text.length);
  }

  private showProblems(problems: readonly FilterProblem[]): void {
    this.problems.show(this.input.value, problems);
    this.element.classList.toggle('doubtful', problems.length > 0);
    const texts = problems.map(({ text }) => text).join('\n');
    this.input.title = texts;
  }

  /** What is written is another text. */
  private written(): void {
    this.clear.hidden = this.input.value === '';
  }
}

function iconButton(className: string, text: string, label: string): HTMLButtonElement {
  const button = document.createElement('button');
  button.className = `icon ${className}`;
  button.textContent = text;
  button.title = label;
  button.setAttribute('aria-label', label);
  return button;
}
