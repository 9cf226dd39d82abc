import { plural } from '../../src/shared/text/quantity';
import { visible } from '../../src/shared/text/visible';
import type { MonitorPicture, MonitorTable } from '../../src/shared/webview/monitorProtocol';
import { button } from '../common/button';
import { make } from '../common/dom';

/** Why the table has no row, and the buttons that bring some. */
export class NoPeers {
  readonly element = make('div', 'no-peers');
  private shown = '';

  constructor(private readonly change: (table: Partial<MonitorTable>) => void) {
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  show({ length, summary }: MonitorPicture, table: MonitorTable): void {
    const { element } = this;
    element.hidden = length > 0;
    const filter = table.filter.trim();
    const closed = table.closed ? 0 : summary.closed;
    const shown = length > 0 ? '' : `${closed} ${filter}`;
    if (shown === this.shown) return;
    this.shown = shown;
    if (shown === '') {
      element.replaceChildren();
      return;
    }
    const why = [
      ...(filter === '' ? [] : [`No peer matches the filter “${visible(filter)}”.`]),
      ...(closed === 0
        ? []
        : [`${plural(closed, 'closed peer')} ${closed === 1 ? 'is' : 'are'} not shown.`]),
    ];
    const buttons: HTMLElement[] = [];
    const add = (text: string, table: Partial<MonitorTable>): void => {
      const look = buttons.length === 0 ? 'primary' : 'secondary';
      buttons.push(button(look, text, () => this.change(table)));
    };
    if (filter !== '') add('Clear Filter', { filter: '' });
    if (closed > 0) add('Show Closed Peers', { closed: true });
    element.replaceChildren(make('p', '', why.join(' ') || 'There are no peers.'), ...buttons);
  }
}
