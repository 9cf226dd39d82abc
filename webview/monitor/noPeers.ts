import type { MonitorPicture, MonitorTable } from '../../src/shared/webview/monitorProtocol';
import { make, setHidden, setText } from '../common/dom';
import { button } from '../common/button';
import { whyNoPeers, type NoPeersRemedy } from './noPeersReason';

/** In place of rows: why there are none. */
export class NoPeers {
  readonly element = make('div', 'no-peers');
  private readonly text = make('p', '');
  private readonly buttons: Record<NoPeersRemedy, HTMLButtonElement>;

  constructor(change: (table: Partial<MonitorTable>) => void) {
    this.buttons = {
      filter: button('Clear Filter', () => change({ filter: '' })),
      closed: button('Show Closed Peers', () => change({ closed: true })),
    };
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
    this.element.append(this.text, this.buttons.filter, this.buttons.closed);
  }

  show(picture: MonitorPicture, table: MonitorTable): void {
    const why = whyNoPeers(picture, table);
    setHidden(this.element, !why);
    if (!why) return;
    setText(this.text, why.text);
    this.buttons.filter.hidden = !why.remedies.includes('filter');
    this.buttons.closed.hidden = !why.remedies.includes('closed');
  }
}
