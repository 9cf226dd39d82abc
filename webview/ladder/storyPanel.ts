import { durationText } from '../../src/shared/text/durationText';
import { formatCount } from '../../src/shared/text/quantity';
import type {
  Story,
  StoryDeed,
  StoryLine,
  StoryMoment,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { middle } from '../common/middle';
import { toolButton } from '../common/toolButton';
import { COLUMNS, sortedLines, storyTsv, toFirstUs, type StoryColumn } from './storyTable';

/** Rows that are laid out: a longer table is copied whole, and says that it goes on. */
const MOST_ROWS = 200;

export interface StoryEvents {
  /** To a row of the capture. */
  onGo(row: number): void;
  onCopy(text: string): void;
}

/** What each peer had to do with a transaction or block, as a table above the rows. */
export class StoryPanel {
  readonly element = make('section', 'story');
  private readonly title = make('strong', 'story-title');
  private readonly deeds = make('div', 'story-deeds');
  private readonly table = make('table', '');
  private story: Story | undefined;
  private column: StoryColumn = 'announced';
  private descending = false;

  constructor(private readonly events: StoryEvents) {
    const { element, title, table } = this;
    element.setAttribute('aria-label', 'Story');
    const head = make('div', 'story-head');
    head.append(
      title,
      toolButton({
        label: 'Copy',
        title: 'Copy the table, for a spreadsheet',
        onClick: () => this.story && events.onCopy(storyTsv(this.sorted, this.story.deeds)),
      }),
      toolButton({
        label: 'Close the story',
        title: 'Close',
        icon: 'close',
        onClick: () => (element.hidden = true),
      }),
    );
    const scroller = make('div', 'story-scroller');
    // It may be scrolled by keyboard.
    scroller.tabIndex = 0;
    scroller.setAttribute('role', 'region');
    scroller.setAttribute('aria-label', 'What each peer had to do with it');
    scroller.append(table);
    element.append(head, this.deeds, scroller);
    element.hidden = true;
  }

  show(story: Story | undefined): void {
    this.story = story;
    this.element.hidden = story === undefined;
    this.title.textContent = story?.title ?? '';
    this.title.title = story?.title ?? '';
    this.deeds.replaceChildren(...(story?.deeds ?? []).map((deed) => this.deed(deed)));
    this.fill();
  }

  private get sorted(): StoryLine[] {
    return sortedLines(this.story?.lines ?? [], this.column, this.descending);
  }

  private fill(): void {
    const lines = this.sorted;
    const most = Math.max(1, ...lines.map(lastUs));
    const body = make('tbody', '');
    body.append(...lines.slice(0, MOST_ROWS).map((line) => this.row(line, most)));
    if (lines.length > MOST_ROWS) {
      const cell = make(
        'td',
        'story-more',
        `${formatCount(lines.length - MOST_ROWS)} more: copy the table for all`,
      );
      cell.setAttribute('colspan', String(Object.keys(COLUMNS).length));
      const row = make('tr', '');
      row.append(cell);
      body.append(row);
    }
    this.table.replaceChildren(this.heads(), body);
  }

  private heads(): HTMLElement {
    const row = make('tr', '');
    for (const [column, { name, about }] of Object.entries(COLUMNS) as [
      StoryColumn,
      (typeof COLUMNS)[StoryColumn],
    ][]) {
      const cell = make('th', column);
      cell.setAttribute('scope', 'col');
      const isSorted = this.column === column;
      const order = this.descending ? 'descending' : 'ascending';
      cell.setAttribute('aria-sort', isSorted ? order : 'none');
      const button = document.createElement('button');
      button.className = 'story-sort';
      button.textContent = name;
      button.title = about;
      button.addEventListener('click', () => {
        this.descending = isSorted && !this.descending;
        this.column = column;
        this.fill();
        this.table.querySelector<HTMLElement>(`th.${column} button`)?.focus();
      });
      cell.append(button);
      row.append(cell);
    }
    const head = make('thead', '');
    head.append(row);
    return head;
  }

  private row(line: StoryLine, most: number): HTMLElement {
    const row = make('tr', '');
    const peer = make('th', 'peer');
    peer.setAttribute('scope', 'row');
    peer.append(make('span', 'story-peer', line.peer), middle(line.address));
    row.append(peer, this.moment('announced', line.announced));
    row.append(this.moment('asked', line.asked), this.moment('delivered', line.delivered));
    const toFirst = toFirstUs(line);
    const cell = make('td', 'toFirst');
    if (toFirst !== undefined) {
      const from = line.announced?.sinceUs ?? 0;
      const bar = make('span', 'story-bar');
      const filled = make('span', 'story-filled');
      filled.style.left = `${((from / most) * 100).toFixed(2)}%`;
      filled.style.width = `${((toFirst / most) * 100).toFixed(2)}%`;
      bar.append(filled);
      cell.append(make('span', 'story-time', durationText(toFirst)), bar);
    }
    row.append(cell);
    return row;
  }

  private deed({ row, text, sinceUs }: StoryDeed): HTMLElement {
    const button = make('button', 'story-go', text);
    button.append(' ', make('span', 'story-since', `+${durationText(sinceUs)}`));
    button.title = 'What the node did: go to the row';
    button.addEventListener('click', () => this.events.onGo(row));
    return button;
  }

  private moment(name: string, moment: StoryMoment | undefined): HTMLElement {
    const cell = make('td', name);
    if (!moment) return cell;
    const { direction, messageType, sinceUs, row } = moment;
    const button = document.createElement('button');
    button.className = 'story-go';
    const arrow = direction === 'inbound' ? '←' : '→';
    button.textContent = `${arrow} ${messageType} +${durationText(sinceUs)}`;
    button.title = `${direction === 'inbound' ? 'From the peer' : 'To the peer'}: go to the row`;
    button.addEventListener('click', () => this.events.onGo(row));
    cell.append(button);
    return cell;
  }
}

function lastUs({ announced, asked, delivered }: StoryLine): number {
  return Math.max(...[announced, asked, delivered].map((moment) => moment?.sinceUs ?? 0));
}
