import { durationText } from '../../src/shared/text/durationText';
import { formatBytes, formatCount } from '../../src/shared/text/quantity';
import { visible } from '../../src/shared/text/visible';
import type { MonitorTotal } from '../../src/shared/webview/monitorProtocol';
import { make, setStyle, setText } from '../common/dom';
import { button } from '../common/button';
import { swatchText } from './colourText';

const HEADS = ['Message type', 'Messages', 'Share', 'Bytes', 'p50', 'p95', 'p99', 'Unanswered'];
const TITLES: Partial<Record<string, string>> = {
  p50: 'Half of the answers to requests of this type came within this time',
  p95: '95 % of the answers came within this time',
  p99: '99 % of the answers came within this time',
  Unanswered: 'Requests without an answer within ten seconds, or by the end',
};

class TotalRow {
  readonly element = document.createElement('tr');
  private readonly swatch = make('span', 'swatch');
  private colour: MonitorTotal['colour'] | undefined;
  private readonly bar = make('span', 'share-bar');
  /** What holds the text of each column after the first. */
  private readonly texts: HTMLElement[];

  constructor(messageType: string | undefined, onOpen: (messageType: string) => void) {
    const name = button(
      messageType ?? 'other types',
      () => messageType !== undefined && onOpen(messageType),
      'link',
    );
    name.title = messageType === undefined ? '' : 'Open the ladder of this type';
    const head = make('th', '');
    head.setAttribute('scope', 'row');
    head.append(this.swatch, name);
    const cells = HEADS.slice(1).map((text) => make('td', `number ${text}`));
    const share = make('span', '');
    cells[1]!.append(this.bar, share);
    this.texts = cells.with(1, share);
    this.element.append(head, ...cells);
    this.element.dataset.vscodeContext = JSON.stringify({
      webviewSection: 'types',
      messageType,
      preventDefaultContextMenuItems: true,
    });
  }

  show({ colour, messages, bytes, share, latencyUs, unanswered }: MonitorTotal): void {
    // A browser writes a colour down in its own way, so that it cannot be compared with what was set.
    if (colour !== this.colour) this.swatch.style.background = swatchText(colour);
    this.colour = colour;
    setStyle(this.bar, 'width', `${Math.round(share * 480) / 10}px`);
    const texts = [
      formatCount(messages),
      shareText(share),
      formatBytes(bytes),
      ...[0, 1, 2].map((i) => (latencyUs[i] === undefined ? '' : durationText(latencyUs[i]))),
      unanswered === 0 ? '' : formatCount(unanswered),
    ];
    for (const [i, text] of texts.entries()) setText(this.texts[i]!, text);
    this.texts.at(-1)!.classList.toggle('warning', unanswered > 0);
  }
}

/** What was exchanged by message type; the colours are those of the chart. */
export class TotalsTable {
  readonly element = make('div', 'totals');
  private readonly body = document.createElement('tbody');
  /** Each type keeps its element, so that nothing turns into another type under a finger. */
  private readonly rows = new Map<string | undefined, TotalRow>();
  private order: (string | undefined)[] = [];
  private readonly note = make(
    'p',
    'note',
    'Messages come too fast for latencies, unanswered requests and findings: they are counted after.',
  );

  constructor(private readonly onOpen: (messageType: string) => void) {
    const table = document.createElement('table');
    const caption = make('caption', 'unseen', 'Totals by message type');
    const head = document.createElement('thead');
    const row = document.createElement('tr');
    for (const [i, text] of HEADS.entries()) {
      const cell = make('th', i === 0 ? '' : `number ${text}`, text);
      cell.setAttribute('scope', 'col');
      cell.title = TITLES[text] ?? '';
      row.append(cell);
    }
    head.append(row);
    table.append(caption, head, this.body);
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'region');
    this.element.setAttribute('aria-label', 'Totals by message type');
    this.note.hidden = true;
    this.element.append(table, this.note);
  }

  /** @param answersWait Latencies and unanswered requests are of before. */
  show(totals: readonly MonitorTotal[], answersWait: boolean): void {
    this.note.hidden = !answersWait;
    for (const total of totals) this.rowOf(total.messageType).show(total);
    const types = totals.map(({ messageType }) => messageType);
    // What somebody points at, or has the keyboard on, must not move away.
    const isHeld = this.body.matches(':hover, :focus-within');
    const added = types.filter((type) => !this.order.includes(type));
    const order = isHeld ? [...this.order, ...added] : types;
    if (order.join() === this.order.join()) return;
    this.order = order;
    const elements = order.map((type) => this.rowOf(type).element);
    if (isHeld) this.body.append(...elements.slice(-added.length));
    else this.body.replaceChildren(...elements);
  }

  private rowOf(messageType: string | undefined): TotalRow {
    let row = this.rows.get(messageType);
    if (!row) this.rows.set(messageType, (row = new TotalRow(messageType, this.onOpen)));
    return row;
  }
}

/** `12.3 %` */
function shareText(share: number): string {
  return share > 0 && share < 0.0005 ? '< 0.1 %' : `${(share * 100).toFixed(1)} %`;
}

/** For a person who does not see the chart. */
export function totalsSentence(totals: readonly MonitorTotal[]): string {
  const most = totals
    .slice(0, 5)
    .map(({ messageType = 'other types', share }) => `${visible(messageType)} ${shareText(share)}`);
  return most.length === 0 ? 'No messages yet.' : `Most messages: ${most.join(', ')}.`;
}
