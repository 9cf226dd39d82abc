import { networkName } from '../../src/shared/text/peerNetworks';
import { plural } from '../../src/shared/text/quantity';
import { visible, visibleLines } from '../../src/shared/text/visible';
import {
  nodeLine,
  type Head,
  type LadderHeader,
  type Lifeline,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { cardText } from './cardText';
import { countsText } from './countsText';
import type { Lanes } from './lanes';
import { shorten } from './shorten';

/** Pixels between the names in a ladder of one peer. */
const BETWEEN = 24;
/** How much wider a character of the node's name is, which is bold. */
const BOLD = 1.15;
/** What the badge of a network takes, pixels. */
const BADGE = 52;
/** The share of a pair's line that the node's name gets at most. */
const MOST_OF_NODE = 0.45;
/** Pixels of the lanes of a pair below which only the numbers are told. */
const NARROW_PAIR = 260;
/** … and below which a name of the node that would be cut is not told, as it takes the peer's room. */
const ROOMY_PAIR = 520;
/** Characters that a name which stands upright has room for. */
const UPRIGHT = 7;

export interface LaneHeadsEvents {
  /** The lanes were scrolled, pixels. */
  onScroll(scrolled: number): void;
  /** The quiet lanes are to be shown, or folded again. */
  onFold(unfolded: boolean): void;
}

export interface LaneHeadsContent {
  header: LadderHeader;
  /** By lane: who has it in the rows in view. */
  heads: ReadonlyMap<number, Head>;
  lanes: Lanes;
  unfolded: boolean;
  /** Pixels of a character. */
  character: number;
}

/** The heads above the lanes: nodes stay, peers scroll, and the fold stands for the quiet ones. */
export class LaneHeads {
  readonly element = make('span', 'lane column-lane');
  private readonly nodes = make('span', 'node-heads');
  private readonly scroller = make('span', 'peer-heads');
  private readonly content = make('span', 'peer-content');
  private readonly fold = make('button', 'head fold');
  private shown = '';
  private buttons: HTMLElement[] = [];
  private focused = 0;
  private current = -1;

  constructor(private readonly events: LaneHeadsEvents) {
    const { scroller, content, fold } = this;
    scroller.setAttribute('role', 'toolbar');
    scroller.append(content);
    scroller.addEventListener('scroll', () => this.events.onScroll(scroller.scrollLeft), {
      passive: true,
    });
    scroller.addEventListener('keydown', (event) => this.keyDown(event));
    scroller.addEventListener('click', (event) => openMenu(event));
    fold.addEventListener('click', () =>
      this.events.onFold(fold.getAttribute('aria-expanded') !== 'true'),
    );
    this.element.append(this.nodes, scroller, fold);
  }

  get scrolled(): number {
    return this.scroller.scrollLeft;
  }

  scrollBy(pixels: number): void {
    this.scroller.scrollLeft += pixels;
  }

  show(shown: LaneHeadsContent): void {
    const { header, heads, lanes, unfolded } = shown;
    const own = lanes.shown.map((lane) => heads.get(lane));
    // Much that changes while messages arrive does not show here.
    const text = JSON.stringify([header, own.map(lasting), { ...lanes, at: 0 }, unfolded]);
    if (text === this.shown) return;
    this.shown = text;
    this.scroller.setAttribute('aria-label', countsText(header) || 'Peers');
    this.nodes.replaceChildren(...header.nodes.map((node, i) => nodeHead(node, i, shown)));
    const { style } = this.scroller;
    style.left = `${lanes.left}px`;
    style.width = `${lanes.right - lanes.left}px`;
    this.content.style.width = `${lanes.content}px`;
    const hadFocus = this.content.contains(document.activeElement);
    this.buttons = own.flatMap((head) => (head ? [peerHead(head, shown)] : []));
    this.content.replaceChildren(...this.buttons);
    this.rove(this.focused);
    this.mark(this.current);
    if (hadFocus) this.buttons[this.focused]?.focus({ preventScroll: true });
    this.showFold(lanes, unfolded);
  }

  /** The lane of the row that the keyboard is on. */
  mark(lane: number): void {
    if (lane !== this.current) this.reveal(lane);
    this.current = lane;
    for (const button of this.buttons)
      button.classList.toggle('current', Number(button.dataset.lane) === lane);
  }

  private reveal(lane: number): void {
    const head = this.buttons.find((button) => Number(button.dataset.lane) === lane);
    if (!head) return;
    const { scroller } = this;
    const [left, right] = [head.offsetLeft, head.offsetLeft + head.offsetWidth];
    if (left < scroller.scrollLeft) scroller.scrollLeft = left;
    else if (right > scroller.scrollLeft + scroller.clientWidth)
      scroller.scrollLeft = right - scroller.clientWidth;
  }

  private showFold(lanes: Lanes, unfolded: boolean): void {
    const { fold } = this;
    fold.hidden = lanes.folded === 0 && !unfolded;
    fold.textContent = unfolded ? '−' : `+${lanes.folded}`;
    fold.setAttribute('aria-expanded', String(unfolded));
    const quiet = `${plural(lanes.folded, 'more peer')} connected here, quiet in these rows`;
    fold.title = unfolded ? 'Fold the lanes of quiet peers' : `${quiet}: show their lanes`;
    fold.setAttribute('aria-label', fold.title);
  }

  /** One of the heads is reached by Tab, the others by arrow keys. */
  private rove(to: number): void {
    this.focused = Math.max(0, Math.min(to, this.buttons.length - 1));
    for (const [i, button] of this.buttons.entries()) button.tabIndex = i === this.focused ? 0 : -1;
  }

  private keyDown(event: KeyboardEvent): void {
    const at = this.buttons.indexOf(event.target as HTMLElement);
    const to = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: this.buttons.length - 1,
    }[event.key];
    if (at < 0 || to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.rove(to);
    this.buttons[this.focused]?.focus();
  }
}

/** VS Code shows its own menu at a place where the page says that its menu is asked for. */
function openMenu(event: MouseEvent): void {
  const head = (event.target as Element).closest('.head');
  if (!head) return;
  const { left, bottom } = head.getBoundingClientRect();
  const at = { clientX: left, clientY: bottom };
  head.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true, ...at }));
}

function lasting(head: Head | undefined): unknown {
  return head && { ...head, first: 0, last: 0, talks: 0 };
}

function nodeHead(
  { title, detail }: Lifeline,
  nth: number,
  { lanes, header, character }: LaneHeadsContent,
): HTMLElement {
  const element = make('span', 'head node');
  const place = lanes.at(nodeLine(nth)) ?? 0;
  element.title = visibleLines(`${title}\n${detail}`);
  element.setAttribute('aria-hidden', 'true');
  if (lanes.arrows) {
    const room = lanes.many ? lanes.step : roomOfNode(header, lanes, character);
    const most = Math.floor((room - 8) / character);
    const mostOfName = Math.floor((room - 8) / (character * BOLD));
    const two = header.nodes.length > 1;
    // Where two names would be cut, the peer's is the one to know.
    const named = lanes.many || isNodeNamed(header, lanes, character);
    const name = named ? shorten(title, mostOfName) : 'node';
    element.append(make('span', 'name', name));
    if (two && lanes.many) element.append(make('span', 'about', shorten(detail, most)));
    arrange(element, place, room, lanes, 'start');
  } else if (lanes.many) {
    element.append(make('span', 'upright', uprightName(header.nodes, nth)));
    arrange(element, place, 16, lanes, 'start');
  }
  return element;
}

/** What tells a node from the others in a lane of a few pixels: its name, or its pid where two have the same name. */
function uprightName(nodes: readonly Lifeline[], nth: number): string {
  if (nodes.length === 1) return 'node';
  const names = nodes.map(({ title }) => title.split(' · ', 1)[0]!);
  if (new Set(names).size === names.length) return shorten(names[nth]!, UPRIGHT);
  return nodes[nth]!.detail.replace(/\D/g, '');
}

function peerHead(head: Head, content: LaneHeadsContent): HTMLElement {
  const { title, detail, connectionType, userAgent, closed } = head;
  const about = [detail, connectionType, userAgent, closed].filter(Boolean);
  const element = drawnHead(head, content);
  element.title = visibleLines([title, ...about].join('\n'));
  // What is shown is shortened, and part of the name: who speaks to the page says what they see.
  const full = visible(`Peer ${numberOf(head)}: ${[title, ...about].join(', ')} `);
  element.prepend(make('span', 'visually-hidden', full));
  return element;
}

function numberOf({ kind, source }: Head): string {
  return kind === 'peer' ? String(source.peer) : '…';
}

function drawnHead(head: Head, { lanes, header, character }: LaneHeadsContent): HTMLElement {
  const { title, lane, source } = head;
  const element = make('button', 'head peer');
  const id = numberOf(head);
  element.setAttribute('aria-haspopup', 'menu');
  element.dataset.lane = String(lane);
  element.dataset.vscodeContext = JSON.stringify({
    webviewSection: 'head',
    preventDefaultContextMenuItems: true,
    ...source,
    lane,
    live: header.live,
    manyPeers: header.peers !== 1,
  });
  const place = (lanes.at(lane) ?? 0) - lanes.left;
  if (!lanes.arrows && !lanes.many) {
    element.append(make('span', 'id', id));
    // Half of a badge is read as another network's.
    if (id.length * character * BOLD + BADGE <= lanes.width) element.append(...networkBadge(head));
    arrange(element, lanes.width / 2 - lanes.left, lanes.width, lanes, 'middle');
    return element;
  }
  if (!lanes.arrows) {
    element.append(make('span', 'upright', id));
    arrange(element, place, lanes.step, lanes, 'middle');
    return element;
  }
  const room = lanes.many
    ? lanes.step - 4
    : lanes.width - roomOfNode(header, lanes, character) - BETWEEN;
  const name = make('span', 'name');
  // Beside the node's name, a mere number would be read as a part of it.
  const idText = lanes.many || head.kind !== 'peer' ? id : `peer ${id}`;
  name.append(make('span', 'id', idText));
  const narrow = !lanes.many && lanes.width < NARROW_PAIR;
  if (!narrow) name.append(...networkBadge(head));
  const most = Math.floor((room - 8) / character);
  if (lanes.many) {
    element.append(name, make('span', 'about', shorten(title, most)));
  } else {
    // One line has room for all of it in most windows; what is cut is in the title.
    const beside = (idText.length + 1) * character * BOLD + BADGE;
    const whole = Math.floor((room - beside) / character);
    if (!narrow) name.append(make('span', 'facts', cardText(head, whole)));
    element.append(name);
  }
  arrange(element, place, room, lanes, 'end');
  return element;
}

/** What the node's name gets in a ladder of one peer, which shares the line with it: pixels. */
function roomOfNode(header: LadderHeader, lanes: Lanes, character: number): number {
  if (!isNodeNamed(header, lanes, character)) return 6 * character;
  return Math.min(wholeNode(header, character), lanes.width * MOST_OF_NODE);
}

function isNodeNamed(header: LadderHeader, { width }: Lanes, character: number): boolean {
  return width >= ROOMY_PAIR || wholeNode(header, character) <= width * MOST_OF_NODE;
}

/** What the node's whole name needs, pixels. */
function wholeNode({ nodes }: LadderHeader, character: number): number {
  return Math.ceil((nodes[0]?.title.length ?? 0) * character * BOLD) + 9;
}

/** Centred on its line; in a ladder of two, from its line inwards. */
function arrange(
  element: HTMLElement,
  place: number,
  room: number,
  lanes: Lanes,
  side: 'start' | 'middle' | 'end',
): void {
  const inwards = lanes.arrows && !lanes.many;
  const ofTwo = side === 'start' ? 4 : place - room + 20;
  const left = inwards ? ofTwo : place - room / 2;
  element.style.left = `${Math.max(0, left)}px`;
  element.style.width = `${room}px`;
}

export function networkBadge({ network }: Pick<Lifeline, 'network'>): HTMLElement[] {
  if (network === '') return [];
  return [make('span', `network ${network}`, networkName(network))];
}
