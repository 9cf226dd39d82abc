import { FAMILIES, type Family } from '../../src/shared/families';
import {
  EVERYTHING,
  type LadderQuery,
  type TimeMode,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { PopupMenu } from '../common/popupMenu';
import { isPressed, press, showTool, toolButton } from '../common/toolButton';
import { FilterBox, type FilterBoxEvents } from './filterBox';
import { moreMenu, type MoreEvents, type MoreFacts } from './moreMenu';
import { typesMenu } from './typesMenu';

export interface ToolbarEvents extends FilterBoxEvents, MoreEvents {
  onFamilies(hidden: readonly Family[]): void;
  onFind(find: boolean): void;
  onNext(backward: boolean): void;
  onFollow(follow: boolean): void;
  onPause(paused: boolean): void;
}

/** One line: what is shown, what is found, how many that are, and whether the newest is followed. */
export class LadderToolbar {
  readonly element = make('div', 'toolbar ladder-toolbar');
  readonly filter: FilterBox;
  /** How many messages are shown, of how many. */
  readonly count = make('span', 'count');
  /** Where among the rows that the filter finds the user is: `2 of 22`. */
  readonly place = make('span', 'place');
  /** What was measured between two rows, and what of a sorted view is not in order. */
  readonly note = make('span', 'count measured');
  private readonly matches = make('span', 'matches');
  private readonly types: HTMLButtonElement;
  private readonly find: HTMLButtonElement;
  private readonly pause: HTMLButtonElement;
  private readonly follow: HTMLButtonElement;
  private readonly menus: PopupMenu[];
  private query = EVERYTHING;
  private readonly facts: MoreFacts = { timeMode: 'absolute', hasZero: false, live: false };

  constructor(events: ToolbarEvents) {
    const { element, matches, count, place, note } = this;
    element.setAttribute('role', 'toolbar');
    element.setAttribute('aria-label', 'Ladder');
    this.filter = new FilterBox(events);
    this.types = toolButton({
      label: 'Types',
      title: 'Which types of messages are shown',
      icon: 'types',
      text: true,
      onClick: () => undefined,
    });
    this.find = toolButton({
      label: 'Find',
      title: 'Mark the rows that match the filter instead of hiding the others (Ctrl+F)',
      icon: 'find',
      onClick: () => events.onFind(!isPressed(this.find)),
    });
    this.pause = toolButton({
      label: 'Pause',
      title: '',
      icon: 'pause',
      onClick: () => events.onPause(!isPressed(this.pause)),
    });
    this.follow = toolButton({
      label: 'Follow',
      title: 'Keep the newest row in view (f)',
      icon: 'follow',
      onClick: () => events.onFollow(!isPressed(this.follow)),
    });
    const more = toolButton({
      label: 'More',
      title: 'Time, spacing, columns, saved filters, bookmarks, export and keys',
      icon: 'more',
      onClick: () => undefined,
    });
    this.menus = [
      new PopupMenu(this.types, () => typesMenu(this.query.hidden, events)),
      new PopupMenu(more, () => moreMenu(this.query, this.facts, events)),
    ];
    const step = (backward: boolean): HTMLElement =>
      toolButton({
        label: backward ? 'Previous match' : 'Next match',
        title: backward ? 'Previous match (Shift+N)' : 'Next match (n)',
        icon: backward ? 'up' : 'down',
        onClick: () => events.onNext(backward),
      });
    matches.append(place, step(true), step(false));
    matches.hidden = true;
    place.title = 'Rows that the filter finds: messages, and what happened to connections';
    for (const status of [place, count, note]) status.setAttribute('role', 'status');
    const [types, menu] = this.menus.map((each) => each.element);
    element.append(this.filter.element, types!, this.find, matches, count, note);
    element.append(this.pause, this.follow, menu!);
    this.showFollow(true, false);
    press(this.find, false);
  }

  showQuery(query: LadderQuery): void {
    this.query = query;
    const { filter, find, hidden } = query;
    press(this.find, find);
    this.matches.hidden = filter.trim() === '';
    const shown = FAMILIES.length - hidden.length;
    const label = hidden.length === 0 ? 'Types' : `Types ${shown}/${FAMILIES.length}`;
    showTool(this.types, { label, title: this.types.title, icon: 'types', text: true });
    this.types.classList.toggle('marked', hidden.length > 0);
    for (const menu of this.menus) menu.update();
  }

  showTime(mode: TimeMode, hasZero: boolean): void {
    this.facts.timeMode = mode;
    this.facts.hasZero = hasZero;
    for (const menu of this.menus) menu.update();
  }

  /** Nothing can be followed or paused where nothing more comes. */
  showLive(live: boolean): void {
    this.facts.live = live;
    for (const menu of this.menus) menu.update();
    this.pause.hidden = this.follow.hidden = !live;
  }

  showFollow(follow: boolean, paused: boolean): void {
    press(this.follow, follow);
    if (this.pause.title !== '' && isPressed(this.pause) === paused) return;
    press(this.pause, paused);
    const label = paused ? 'Resume' : 'Pause';
    const title = paused
      ? 'Show new rows again, with those that came meanwhile'
      : 'Stop showing new rows; recording continues';
    showTool(this.pause, { label, title, icon: paused ? 'resume' : 'pause' });
  }
}
