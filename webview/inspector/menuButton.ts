import { make } from '../common/dom';
import { createButton } from '../common/toolkit';

export interface MenuItem {
  text: string;
  run(): void;
}

/** A button with a menu below it, as ARIA describes one. */
export function menuButton(text: string, items: readonly MenuItem[]): HTMLElement {
  const holder = make('span', 'menu-holder');
  const menu = make('div', 'menu');
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', text);
  const button = createButton(`${text} ▾`, 'secondary', () => show(menu.hidden === true));
  button.setAttribute('aria-haspopup', 'menu');
  const entries = items.map((item) => {
    const entry = make('div', 'menu-item', item.text);
    entry.setAttribute('role', 'menuitem');
    entry.tabIndex = -1;
    entry.addEventListener('click', () => {
      show(false);
      item.run();
    });
    return entry;
  });
  menu.append(...entries);
  holder.append(button, menu);
  show(false, false);

  function show(open: boolean, focus = true): void {
    menu.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    if (focus) (open ? entries[0]! : button).focus();
  }
  const step = (by: number) => {
    const current = entries.indexOf(document.activeElement as HTMLElement);
    entries.at((current + by + entries.length) % entries.length)!.focus();
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => entries[0]!.focus(),
    End: () => entries.at(-1)!.focus(),
    Escape: () => show(false),
    Enter: () => (document.activeElement as HTMLElement).click(),
    ' ': () => (document.activeElement as HTMLElement).click(),
  };
  menu.addEventListener('keydown', (event) => {
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  });
  holder.addEventListener('focusout', (event) => {
    if (!holder.contains(event.relatedTarget as Node | null)) show(false, false);
  });
  return holder;
}
