import type { LadderHeader, Lifeline, PeerNetwork } from '../../src/shared/ladderProtocol';
import { plural } from '../../src/shared/quantity';
import { visible } from '../../src/shared/visible';
import { make } from '../common/dom';

const NETWORKS: Record<Exclude<PeerNetwork, ''>, { badge: string; name: string }> = {
  ipv4: { badge: 'v4', name: 'IPv4' },
  ipv6: { badge: 'v6', name: 'IPv6' },
  onion: { badge: 'Tor', name: 'onion service' },
  i2p: { badge: 'I2P', name: 'I2P' },
  cjdns: { badge: 'CJ', name: 'CJDNS' },
};

/** Pixels that a lifeline among many takes at least. */
const LINE_WIDTH = 60;

/** The line above the toolbar, and the heads of the lifelines above the grid. */
export class HeaderView {
  readonly about = make('header', 'about');
  readonly heads = make('div', 'heads');

  /** @param frame Gets the measures of the lane as custom properties. */
  constructor(private readonly frame: HTMLElement) {
    this.heads.setAttribute('aria-hidden', 'true');
  }

  show({ lifelines }: LadderHeader): void {
    const count = Math.max(2, lifelines.length);
    const few = count === 2;
    this.frame.classList.toggle('many', !few);
    this.frame.style.setProperty('--spans', String(count - 1));
    this.frame.style.setProperty('--edge', few ? '24px' : `${50 / count}%`);
    this.frame.style.setProperty('--lane-width', `${few ? 160 : count * LINE_WIDTH}px`);
    this.showAbout(lifelines);
    const lane = make('span', 'lane');
    lane.append(...lifelines.map(head));
    this.heads.replaceChildren(
      make('span', 'time', 'Time'),
      lane,
      make('span', 'summary', 'Summary'),
      make('span', 'pair', 'Latency'),
      make('span', 'size', 'Size'),
    );
  }

  private showAbout(lifelines: readonly Lifeline[]): void {
    const peers = lifelines.filter(({ kind }) => kind === 'peer');
    const [only] = peers;
    if (!only || peers.length > 1) {
      this.about.replaceChildren(make('h1', 'peer-address', plural(peers.length, 'peer')));
      return;
    }
    this.about.replaceChildren(make('h1', 'peer-address', only.title));
    const facts = [only.detail, only.connectionType, only.userAgent].filter(Boolean);
    this.about.append(...networkBadge(only), ...facts.map((fact) => make('span', 'fact', fact)));
    if (only.closed !== '') this.about.append(make('span', 'fact closed', only.closed));
  }
}

function head(lifeline: Lifeline, index: number): HTMLElement {
  const { kind, title, detail, connectionType, userAgent, closed } = lifeline;
  const element = make('span', `head ${kind}`);
  element.style.setProperty('--from', String(index));
  // A name may begin with what would turn its direction.
  const name = make('span', 'name');
  name.append(make('bdi', '', title));
  const more = [closed, connectionType, userAgent].filter(Boolean).join(' · ');
  const rest = make('span', 'detail', more);
  rest.prepend(...networkBadge(lifeline));
  element.append(make('span', 'detail id', detail), name, rest);
  element.title = visible([title, detail, more].filter(Boolean).join('\n'));
  return element;
}

function networkBadge({ network }: Lifeline): HTMLElement[] {
  if (network === '') return [];
  const { badge, name } = NETWORKS[network];
  const element = make('span', `network ${network}`, badge);
  element.title = name;
  return [element];
}
