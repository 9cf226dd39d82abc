import type { LadderHeader } from '../../src/shared/ladderProtocol';
import { visible } from '../../src/shared/visible';
import { make } from '../common/dom';

/** The peer's line above the toolbar, and the heads of the lifelines above the grid. */
export class HeaderView {
  readonly about = make('header', 'about');
  readonly heads = make('div', 'heads');

  show(header: LadderHeader): void {
    const peer = header.lifelines[1];
    this.about.replaceChildren(make('h1', 'peer-address', peer?.title ?? ''));
    const facts = [peer?.detail, header.connectionType, header.userAgent].filter(Boolean);
    for (const fact of facts) this.about.append(make('span', 'fact', fact));
    if (header.closed !== '') this.about.append(make('span', 'fact closed', header.closed));
    const heads = header.lifelines.map((lifeline, index) => {
      const head = make('span', index === 0 ? 'head node' : 'head peer', lifeline.title);
      head.title = visible(lifeline.title);
      return head;
    });
    const lane = make('span', 'lane');
    lane.append(...heads);
    this.heads.replaceChildren(make('span', 'time', 'Time'), lane, make('span', 'size', 'Size'));
  }
}
