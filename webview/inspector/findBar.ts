import type { FindIn } from '../../src/shared/webview/inspectorProtocol';
import { formatCount } from '../../src/shared/text/quantity';
import { make } from '../common/dom';
import {
  createButton,
  createDropdown,
  createOption,
  type DropdownElement,
} from '../common/toolkit';

const PLACES: [FindIn, string][] = [
  ['fields', 'in fields'],
  ['hex', 'hex bytes'],
  ['text', 'text in bytes'],
];

/** Milliseconds without a key before the search begins. */
const PAUSE = 250;

export interface FindBarEvents {
  /** Empty: nothing is looked for any more. */
  onFind(where: FindIn, query: string): void;
  /** Goes to the next or previous match. */
  onStep(by: 1 | -1): void;
  /** @returns false when there is no such offset. */
  onGoTo(offset: number): boolean;
}

/** What to look for and where, how much was found, and an offset to go to. */
export class FindBar {
  readonly element = make('div', 'toolbar find');
  private readonly query = textInput('Find', 'Find');
  private readonly where: DropdownElement = createDropdown();
  private readonly matches = make('span', 'matches');
  private readonly offset = textInput('Go to offset', 'Go to offset, 0x…');
  private timer: number | undefined;

  constructor(private readonly events: FindBarEvents) {
    this.element.setAttribute('role', 'search');
    this.where.setAttribute('aria-label', 'Where to search');
    for (const [value, text] of PLACES) this.where.append(createOption(value, text));
    this.matches.setAttribute('role', 'status');
    this.query.addEventListener('input', () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.find(), PAUSE);
    });
    this.query.addEventListener('keydown', (event) => this.queryKey(event));
    this.where.addEventListener('change', () => this.find());
    this.offset.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') this.goTo();
    });
    const previous = createButton('↑', 'secondary', () => events.onStep(-1));
    previous.setAttribute('aria-label', 'Previous match');
    const next = createButton('↓', 'secondary', () => events.onStep(1));
    next.setAttribute('aria-label', 'Next match');
    this.element.append(this.query, this.where, previous, next, this.matches, this.offset);
  }

  focus(): void {
    this.query.focus();
    this.query.select();
  }

  /** Looks for the same in another message. */
  again(): void {
    if (this.query.value !== '') this.find();
  }

  /** @param current From 0; undefined while none is shown. */
  showMatches(current: number | undefined, count: number, more: boolean): void {
    const of = `${formatCount(count)}${more ? '+' : ''}`;
    const found = current === undefined ? of : `${formatCount(current + 1)} of ${of}`;
    this.matches.textContent = count === 0 ? 'nothing found' : found;
  }

  /** @param text Why nothing was looked for. */
  showProblem(text: string): void {
    this.matches.textContent = text;
  }

  private find(): void {
    window.clearTimeout(this.timer);
    this.matches.textContent = this.query.value === '' ? '' : 'searching…';
    this.events.onFind(this.where.value as FindIn, this.query.value);
  }

  private queryKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.events.onStep(event.shiftKey ? -1 : 1);
    if (event.key !== 'Escape') return;
    this.query.value = '';
    this.find();
  }

  private goTo(): void {
    const text = this.offset.value.trim();
    const offset = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
    const found = !Number.isNaN(offset) && this.events.onGoTo(offset);
    this.offset.setAttribute('aria-invalid', String(!found));
  }
}

function textInput(label: string, placeholder: string): HTMLInputElement {
  const input = document.createElement('input');
  input.className = 'text-input';
  input.type = 'text';
  input.spellcheck = false;
  input.placeholder = placeholder;
  input.setAttribute('aria-label', label);
  return input;
}
