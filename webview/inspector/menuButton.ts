import { make } from '../common/dom';
import { toolButton } from './toolButton';

export interface MenuItem {
  text: string;
  run(): void;
  /** `narrow`: only where its button has no room. */
  className?: 'narrow';
}

/**
 * A button with a menu below it, as ARIA describes one.
 * @param sign Shown in place of the text.
 */
export function menuButton(
  text: string,
  items: readonly MenuItem[],
  sign = `${text} ▾`,
): HTMLElement {
  const holder = make('span', 'menu-holder');
  const menu = make('div', 'menu');
  menu.setAttribute('role', 'menu');
  menu.setAttribute('aria-label', text);
  const button = toolButton(sign, () => show(menu.hidden === true));
  if (!sign.startsWith(text)) button.setAttribute('aria-label', text);
  button.setAttribute('aria-haspopup', 'menu');
  const entries = items.map((item) => {
    const entry = make('div', `menu-item ${item.className ?? ''}`, item.text);
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
    if (open) keepInPage(menu);
    if (focus) (open ? shown()[0]! : button).focus();
  }
  const shown = () => entries.filter((entry) => entry.offsetParent !== null);
  const step = (by: number) => {
    const all = shown();
    const current = all.indexOf(document.activeElement as HTMLElement);
    all.at((current + by + all.length) % all.length)!.focus();
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Home: () => shown()[0]!.focus(),
    End: () => shown().at(-1)!.focus(),
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

/** A menu that would reach beyond the right edge begins further left. */
function keepInPage(menu: HTMLElement): void {
  menu.style.left = '0';
  const beyond = menu.getBoundingClientRect().right - document.documentElement.clientWidth;
  if (beyond > 0) menu.style.left = `${-Math.ceil(beyond) - 4}px`;
}
