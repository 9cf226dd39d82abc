import type { FindIn } from '../../src/shared/webview/inspectorProtocol';
import { formatCount } from '../../src/shared/text/quantity';
import { make } from '../common/dom';
import { iconButton } from './toolButton';

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
  /** @returns Why there is no such offset; empty when there is. */
  onGoTo(offset: number): string;
  onClose(): void;
}

/** What to look for and where, how much was found, and an offset to go to. */
export class FindBar {
  readonly element = make('div', 'toolbar find');
  private readonly query = textInput('Find', 'Find');
  private readonly where = document.createElement('select');
  private readonly matches = make('span', 'matches');
  private readonly offset = textInput('Go to offset', 'Offset: 128, 0x80');
  private readonly problem = make('span', 'problem');
  private timer: number | undefined;

  constructor(private readonly events: FindBarEvents) {
    this.element.setAttribute('role', 'search');
    this.where.className = 'tool-select';
    this.where.setAttribute('aria-label', 'Where to search');
    for (const [value, text] of PLACES) this.where.add(new Option(text, value));
    this.problem.id = 'offset-problem';
    this.problem.setAttribute('role', 'status');
    this.offset.setAttribute('aria-describedby', this.problem.id);
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
    this.offset.addEventListener('input', () => this.showOffsetProblem(''));
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.close();
    });
    const first = make('span', 'find-group');
    first.append(
      this.query,
      this.where,
      iconButton('up', 'Previous match', () => events.onStep(-1)),
      iconButton('down', 'Next match', () => events.onStep(1)),
      this.matches,
    );
    const second = make('span', 'find-group');
    second.append(this.offset, this.problem);
    const close = iconButton('close', 'Close (Esc)', () => this.close());
    close.classList.add('close');
    this.element.append(first, second, close);
    this.element.hidden = true;
  }

  get open(): boolean {
    return !this.element.hidden;
  }

  focus(what: 'query' | 'offset' = 'query'): void {
    this.element.hidden = false;
    this[what].focus();
    this[what].select();
  }

  close(): void {
    this.element.hidden = true;
    this.query.value = '';
    this.find();
    this.showOffsetProblem('');
    this.events.onClose();
  }

  /** Looks for the same in another message, where another offset may be missing. */
  again(): void {
    this.showOffsetProblem('');
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
    this.query.setAttribute('aria-invalid', 'true');
  }

  private find(): void {
    window.clearTimeout(this.timer);
    this.query.setAttribute('aria-invalid', 'false');
    this.matches.textContent = this.query.value === '' ? '' : 'searching…';
    this.events.onFind(this.where.value as FindIn, this.query.value);
  }

  private queryKey(event: KeyboardEvent): void {
    if (event.key === 'Enter') this.events.onStep(event.shiftKey ? -1 : 1);
  }

  private goTo(): void {
    const text = this.offset.value.trim();
    const isNumber = /^(0x[0-9a-f]+|\d+)$/i.test(text);
    this.showOffsetProblem(
      isNumber ? this.events.onGoTo(Number(text)) : 'Write an offset as 128 or 0x80.',
    );
  }

  /** @param text Why nothing was gone to; empty for nothing. */
  private showOffsetProblem(text: string): void {
    this.problem.textContent = text;
    this.offset.setAttribute('aria-invalid', String(text !== ''));
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
