import { make } from './dom';
import type { KeyHelp } from './keyHelp';
import { toolButton } from './toolButton';

/** Shows the keys of a view above it, until it is closed; the focus goes back to where it was. */
export function openKeysHelp(title: string, keys: readonly KeyHelp[]): void {
  if (document.querySelector('.keys-help')) return;
  const before = document.activeElement as HTMLElement | null;
  const dialog = document.createElement('dialog');
  dialog.className = 'keys-help';
  dialog.setAttribute('aria-label', title);
  const close = toolButton({
    label: 'Close',
    title: 'Close (Esc)',
    icon: 'close',
    onClick: () => dialog.close(),
  });
  const head = make('div', 'keys-head');
  head.append(make('h2', '', title), close);
  const list = make('dl', 'keys-list');
  list.append(...keys.flatMap(entry));
  const isMarked = keys.some(({ command }) => command);
  const hint = 'Keys marked with * are keybindings of VS Code: Keyboard Shortcuts changes them.';
  dialog.append(head, list, ...(isMarked ? [make('p', 'keys-hint', hint)] : []));
  dialog.addEventListener('click', (event) => {
    // The area around it is the dialog itself.
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.addEventListener('close', () => {
    dialog.remove();
    before?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

function entry({ keys, does, command }: KeyHelp): HTMLElement[] {
  const term = make('dt', '');
  keys.forEach((key, i) => {
    if (i > 0) term.append(' ');
    term.append(make('kbd', '', key));
  });
  if (command) term.append(' *');
  return [term, make('dd', '', does)];
}
