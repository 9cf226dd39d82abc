import { make } from './dom';
import type { PopupGroup, PopupItem } from './popupItem';

/** A menu below a button, as ARIA describes one: it is made anew whenever it opens. */
export class PopupMenu {
  readonly element = make('span', 'popup-holder');
  private readonly menu = make('div', 'popup');

  /** @param groups What it offers now. */
  constructor(
    private readonly button: HTMLButtonElement,
    private readonly groups: () => readonly PopupGroup[],
  ) {
    const { element, menu } = this;
    menu.setAttribute('role', 'menu');
    menu.setAttribute('aria-label', button.getAttribute('aria-label') ?? '');
    menu.hidden = true;
    button.setAttribute('aria-haspopup', 'menu');
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', () => (menu.hidden ? this.open() : this.close()));
    button.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      event.stopPropagation();
      this.open();
    });
    menu.addEventListener('keydown', (event) => this.keyDown(event));
    element.addEventListener('focusout', (event) => {
      if (!menu.hidden && !element.contains(event.relatedTarget as Node | null)) this.close(false);
    });
    element.append(button, menu);
  }

  /** What it offers is something else by now. */
  update(): void {
    if (this.menu.hidden) return;
    const at = this.entries.indexOf(document.activeElement as HTMLElement);
    this.fill();
    this.entries[Math.max(0, Math.min(at, this.entries.length - 1))]?.focus();
  }

  private get entries(): HTMLElement[] {
    return [...this.menu.querySelectorAll<HTMLElement>('.popup-item')];
  }

  private open(): void {
    this.fill();
    this.menu.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    const { entries } = this;
    (entries.find((entry) => entry.getAttribute('aria-checked') === 'true') ?? entries[0])?.focus();
  }

  private close(focus = true): void {
    this.menu.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
    if (focus) this.button.focus();
  }

  private fill(): void {
    this.menu.replaceChildren(
      ...this.groups().map(({ name, items }) => {
        const group = make('div', 'popup-group');
        group.setAttribute('role', 'group');
        if (name !== undefined) {
          group.setAttribute('aria-label', name);
          const head = make('div', 'popup-name', name);
          head.setAttribute('aria-hidden', 'true');
          group.append(head);
        }
        group.append(...items.map((item) => this.entry(item)));
        return group;
      }),
    );
  }

  private entry({ text, picture, key, check, stays, run }: PopupItem): HTMLElement {
    const entry = make('div', 'popup-item');
    const role = { one: 'menuitemradio', any: 'menuitemcheckbox', none: 'menuitem' };
    entry.setAttribute('role', role[check?.kind ?? 'none']);
    if (check) entry.setAttribute('aria-checked', String(check.checked));
    entry.tabIndex = -1;
    entry.append(make('span', 'popup-mark'));
    if (picture !== undefined) {
      const holder = make('span', picture);
      holder.append(make('span', 'shape'));
      entry.append(holder);
    }
    entry.append(make('span', 'popup-text', text));
    if (key !== undefined) {
      const hint = make('kbd', 'popup-key', key);
      hint.setAttribute('aria-hidden', 'true');
      entry.append(hint);
    }
    entry.addEventListener('click', () => {
      if (!stays) this.close();
      run();
    });
    return entry;
  }

  private keyDown(event: KeyboardEvent): void {
    const { entries } = this;
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const step = (by: number): void => entries.at((at + by) % entries.length)?.focus();
    const keys: Record<string, () => void> = {
      ArrowDown: () => step(1),
      ArrowUp: () => step(-1),
      Home: () => entries[0]?.focus(),
      End: () => entries.at(-1)?.focus(),
      Escape: () => this.close(),
      Enter: () => entries[at]?.click(),
      ' ': () => entries[at]?.click(),
    };
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }
}
