import { PEER_NETWORKS, type PeerNetwork } from '../../src/shared/text/peerNetworks';
import {
  COLUMN_NAMES,
  OPTIONAL_COLUMNS,
  type LadderHeader,
  type Lifeline,
  type OptionalColumn,
} from '../../src/shared/webview/ladderProtocol';
import { visible } from '../../src/shared/text/visible';
import { countsText } from './countsText';
import { make } from '../common/dom';
import { FIRST_SETUP, gridTemplate, hiddenColumns, LEAST_SHARE, type ColumnSetup } from './columns';
import { lanesOf } from './lanes';

const BADGES: Record<Exclude<PeerNetwork, ''>, string> = {
  ipv4: 'v4',
  ipv6: 'v6',
  onion: 'Tor',
  i2p: 'I2P',
  cjdns: 'CJ',
};

/** Percent that a key moves the end of the lane by. */
const STEP = 3;

/** The line above the toolbar, the heads of the columns and lifelines above the grid, and their widths. */
export class HeaderView {
  readonly about = make('header', 'about');
  readonly heads = make('div', 'heads columns');
  private readonly handle = make('span', 'handle');
  private lifelines: readonly Lifeline[] = [];
  private columns: ColumnSetup = FIRST_SETUP;

  /**
   * @param frame Gets the measures of the columns as custom properties.
   * @param onChange The user changed a width.
   */
  constructor(
    private readonly frame: HTMLElement,
    private readonly onChange: () => void,
  ) {
    const { handle } = this;
    handle.tabIndex = 0;
    handle.title = 'Drag, or use the arrow keys';
    handle.setAttribute('role', 'separator');
    handle.setAttribute('aria-orientation', 'vertical');
    handle.setAttribute('aria-label', 'Divider between lifelines and summary');
    handle.setAttribute('aria-valuemin', String(LEAST_SHARE));
    handle.setAttribute('aria-valuemax', String(100 - LEAST_SHARE));
    handle.addEventListener('pointerdown', (event) => handle.setPointerCapture(event.pointerId));
    handle.addEventListener('pointermove', (event) => this.dragged(event));
    handle.addEventListener('keydown', (event) => this.keyDown(event));
    new ResizeObserver(() => this.layOut()).observe(frame);
  }

  /** What the user made of the columns. */
  get setup(): ColumnSetup {
    return this.columns;
  }

  setUp(columns: ColumnSetup): void {
    this.columns = columns;
    this.layOut();
  }

  setHidden(hidden: readonly OptionalColumn[]): void {
    this.setUp({ ...this.columns, hidden });
    this.onChange();
  }

  show({ lifelines }: LadderHeader): void {
    this.lifelines = lifelines;
    this.showAbout(lifelines);
    const lane = make('span', 'lane column-lane');
    lane.append(...lifelines.map(head), this.handle);
    const names = OPTIONAL_COLUMNS.map((column) => {
      const element = make('span', `${column} column-${column}`, COLUMN_NAMES[column]);
      element.setAttribute('aria-hidden', 'true');
      return element;
    });
    const [time, ...others] = names;
    this.heads.replaceChildren(time!, lane, ...others);
    this.layOut();
  }

  private layOut(): void {
    const { frame, columns } = this;
    const lanes = lanesOf(this.lifelines.length);
    const hidden = hiddenColumns(columns, frame.clientWidth);
    const template = gridTemplate(hidden, columns.laneShare, lanes.least);
    frame.classList.toggle('many', lanes.many);
    for (const column of OPTIONAL_COLUMNS)
      frame.classList.toggle(`no-${column}`, hidden.includes(column));
    frame.style.setProperty('--spans', String(lanes.count - 1));
    frame.style.setProperty('--edge', lanes.edge);
    frame.style.setProperty('--columns', template.columns);
    frame.style.setProperty('--least', template.least);
    this.handle.hidden = hidden.includes('summary');
    this.handle.setAttribute('aria-valuenow', String(this.share));
  }

  /** The lane's share as it is laid out, percent. */
  private get share(): number {
    const { laneShare } = this.columns;
    if (laneShare !== 'auto') return laneShare;
    const { left, middle, right } = this.edges;
    return right === left ? 0 : Math.round(((middle - left) / (right - left)) * 100);
  }

  /** The edges of the lane and of the summary beside it, pixels of the page. */
  private get edges(): { left: number; middle: number; right: number } {
    const box = (name: string): DOMRect | undefined =>
      this.heads.querySelector(name)?.getBoundingClientRect();
    const { left = 0, right: middle = 0 } = box('.lane') ?? {};
    return { left, middle, right: box('.summary')?.right ?? middle };
  }

  private dragged(event: PointerEvent): void {
    if (!this.handle.hasPointerCapture(event.pointerId)) return;
    const { left, right } = this.edges;
    this.setShare(((event.clientX - left) / (right - left)) * 100);
  }

  private keyDown(event: KeyboardEvent): void {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    this.setShare(this.share + step);
  }

  private setShare(share: number): void {
    const laneShare = Math.round(Math.max(LEAST_SHARE, Math.min(100 - LEAST_SHARE, share)));
    this.setUp({ ...this.columns, laneShare });
    this.onChange();
  }

  private showAbout(lifelines: readonly Lifeline[]): void {
    const peers = lifelines.filter(({ kind }) => kind === 'peer');
    const [only] = peers;
    if (!only || peers.length > 1) {
      this.about.replaceChildren(make('h1', 'peer-address', countsText(lifelines)));
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
  element.setAttribute('aria-hidden', 'true');
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
  const element = make('span', `network ${network}`, BADGES[network]);
  element.title = PEER_NETWORKS.find(({ id }) => id === network)!.name;
  return [element];
}
