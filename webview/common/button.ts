import { make } from './dom';

/** A small button of the monitor. */
export function button(text: string, onClick: () => void, className = 'tool'): HTMLButtonElement {
  const element = make('button', className, text) as HTMLButtonElement;
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}

/** Buttons of which one is pressed. */
export class Choice<T extends string> {
  readonly element: HTMLElement;
  private readonly buttons: (readonly [T, HTMLButtonElement])[];

  /** @param names Text by value. */
  constructor(label: string, names: Record<T, string>, onChoose: (value: T) => void) {
    this.element = make('span', 'choice');
    this.element.setAttribute('role', 'group');
    this.element.setAttribute('aria-label', label);
    this.buttons = (Object.entries(names) as [T, string][]).map(([value, text]) => [
      value,
      button(text, () => onChoose(value)),
    ]);
    this.element.append(...this.buttons.map(([, element]) => element));
  }

  show(chosen: T): void {
    for (const [value, element] of this.buttons)
      element.setAttribute('aria-pressed', `${value === chosen}`);
  }
}
