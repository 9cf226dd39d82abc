import { make } from '../common/dom';
import type { KeyHelp } from './inspectorKeys';
import { toolButton } from './toolButton';

/** Shows keys above the page until Escape or a click ends it. */
export class KeysDialog {
  readonly element = document.createElement('dialog');

  constructor(keys: readonly KeyHelp[]) {
    this.element.className = 'keys';
    this.element.setAttribute('aria-label', 'Keys');
    const list = make('dl', '');
    for (const { keys: names, does } of keys)
      list.append(make('dt', '', names), make('dd', '', does));
    const head = make('div', 'keys-head');
    head.append(
      make('h2', '', 'Keys'),
      toolButton('Close', () => this.element.close()),
    );
    this.element.append(head, list);
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      this.element.close();
    });
  }

  show(): void {
    this.element.showModal();
  }
}
