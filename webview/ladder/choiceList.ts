import { formatCount } from '../../src/shared/text/quantity';
import { make } from '../common/dom';

/** One thing that can be chosen. */
export interface Choice {
  text: string;
  about: string;
  /** Messages that it finds. */
  count?: number | undefined;
  /** Those of one group stand together under its name. */
  group?: string;
  pick: () => void;
  /** Of what is the user's own. */
  rename?: () => void;
  remove?: () => void;
}

/** The list below a box that is written in, which keeps the focus. */
export class ChoiceList {
  readonly element = make('div', 'completions');
  private choices: readonly Choice[] = [];
  private options: HTMLElement[] = [];
  private index = -1;

  constructor(private readonly input: HTMLInputElement) {
    const { element } = this;
    element.id = 'completions';
    element.setAttribute('role', 'listbox');
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-controls', element.id);
    element.addEventListener('mousedown', (event) => {
      event.preventDefault();
      this.clicked(event.target as Element);
    });
    this.close();
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** The choice that the keyboard is on. */
  get chosen(): Choice | undefined {
    return this.choices[this.index];
  }

  get first(): Choice | undefined {
    return this.choices[0];
  }

  /** What the keyboard is on stays chosen where it is offered again. */
  show(label: string, choices: readonly Choice[]): void {
    const { chosen } = this;
    this.close();
    this.choices = choices;
    this.options = choices.map(optionOf);
    this.element.setAttribute('aria-label', label);
    this.element.replaceChildren(...grouped(choices, this.options));
    this.element.hidden = choices.length === 0;
    this.element.scrollTop = 0;
    this.input.setAttribute('aria-expanded', String(this.isOpen));
    this.choose(choices.findIndex(({ text }) => text === chosen?.text));
  }

  close(): void {
    this.element.hidden = true;
    this.element.replaceChildren();
    this.choices = this.options = [];
    this.index = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  /** @param step 1 for the next choice, -1 for the one before. */
  move(step: number): void {
    const { length } = this.choices;
    const from = this.index === -1 && step < 0 ? 0 : this.index;
    this.choose((from + step + length) % length);
  }

  /** @param index -1 for none. */
  choose(index: number): void {
    this.index = index;
    for (const [i, option] of this.options.entries())
      option.setAttribute('aria-selected', String(i === this.index));
    const option = this.options[this.index];
    if (!option) {
      this.input.removeAttribute('aria-activedescendant');
      return;
    }
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  private clicked(target: Element): void {
    const option = target.closest<HTMLElement>('.completion');
    const choice = option && this.choices[this.options.indexOf(option)];
    if (!choice) return;
    const action = target.closest<HTMLElement>('.action')?.dataset.action;
    if (action === 'rename') choice.rename?.();
    else if (action === 'remove') choice.remove?.();
    else choice.pick();
  }
}

function optionOf({ text, about, count, rename, remove }: Choice, index: number): HTMLElement {
  const option = make('div', 'completion');
  option.id = `completion-${index}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  option.append(make('span', 'insert', text), make('span', 'about', about));
  if (count !== undefined) option.append(make('span', 'count', formatCount(count)));
  if (count === 0) option.classList.add('absent');
  // For the mouse only: an option holds nothing that takes the focus.
  if (rename) option.append(actionOf('rename', '✎', 'Rename (F2)'));
  if (remove) option.append(actionOf('remove', '×', 'Delete (Delete)'));
  if (rename) option.setAttribute('aria-keyshortcuts', 'F2 Delete');
  return option;
}

function actionOf(action: string, text: string, title: string): HTMLElement {
  const element = make('span', 'action', text);
  element.dataset.action = action;
  element.title = title;
  element.setAttribute('aria-hidden', 'true');
  return element;
}

function grouped(choices: readonly Choice[], options: readonly HTMLElement[]): HTMLElement[] {
  const elements: HTMLElement[] = [];
  let name: string | undefined;
  for (const [i, option] of options.entries()) {
    const { group } = choices[i]!;
    if (group === undefined) {
      elements.push(option);
      continue;
    }
    if (group !== name) {
      const element = make('div', 'choices');
      element.setAttribute('role', 'group');
      element.setAttribute('aria-label', group);
      const heading = make('div', 'heading', group);
      heading.setAttribute('aria-hidden', 'true');
      element.append(heading);
      elements.push(element);
    }
    name = group;
    elements.at(-1)!.append(option);
  }
  return elements;
}
