import { FAMILIES, type Family } from '../../src/shared/families';
import {
  SPACINGS,
  TIME_FORMATS,
  type LadderQuery,
  type TimeMode,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { createCheckbox, createDropdown, createOption } from '../common/toolkit';
import { FilterBox, type FilterBoxEvents } from './filterBox';

const TIME_LABELS: Record<TimeMode, string> = {
  absolute: 'Time of day',
  relative: 'From start',
  delta: 'Delta',
  zero: 'From zero',
};

const SPACING_LABELS: Record<(typeof SPACINGS)[number], string> = {
  0: 'Close',
  1: '1 ms a row',
  10: '10 ms a row',
  100: '100 ms a row',
  1000: '1 s a row',
};

/** Short: they stand in one line. */
const FAMILY_LABELS: Record<Family, string> = {
  handshake: 'Handshake',
  keepalive: 'Ping',
  address: 'Addr',
  inventory: 'Inv',
  transaction: 'Tx',
  block: 'Blocks',
  compact: 'Compact',
  filter: 'Filters',
  other: 'Unknown',
};

const FAMILY_TITLES: Record<Family, string> = {
  handshake: 'Handshake',
  keepalive: 'Ping and pong',
  address: 'Addresses',
  inventory: 'Inventory',
  transaction: 'Transactions',
  block: 'Blocks and headers',
  compact: 'Compact blocks',
  filter: 'Bloom and compact filters',
  other: 'Unknown message types',
};

export interface ToolbarEvents extends FilterBoxEvents {
  onFamily(family: Family, hidden: boolean): void;
  onFind(find: boolean): void;
  onNext(backward: boolean): void;
  onTimeMode(mode: TimeMode): void;
  /** See {@link LadderQuery.msPerRow}. */
  onSpacing(msPerRow: number): void;
  onColumns(): void;
  onFollow(follow: boolean): void;
  onPause(paused: boolean): void;
  /** Leaves out what came so far, or takes it in again. */
  onClear(cleared: boolean): void;
  onUnmute(): void;
  onExport(): void;
}

/** Which messages, which time, and whether to follow the newest. */
export class LadderToolbar {
  readonly element = make('div', 'toolbars');
  readonly filter: FilterBox;
  private readonly time = createDropdown();
  private readonly spacing = createDropdown();
  private readonly follow = createCheckbox('Follow');
  private readonly families = new Map<Family, HTMLButtonElement>();
  private readonly find: HTMLButtonElement;
  private readonly pause: HTMLButtonElement;
  private readonly clear: HTMLButtonElement;
  private readonly unmute: HTMLButtonElement;

  constructor(events: ToolbarEvents) {
    this.filter = new FilterBox(events);
    const button = (text: string, title: string, onClick: () => void): HTMLButtonElement => {
      const element = document.createElement('button');
      element.className = 'tool';
      element.textContent = text;
      element.title = title;
      element.addEventListener('click', onClick);
      return element;
    };
    this.find = button(
      'Find',
      'Mark the rows that match the filter instead of hiding the others',
      () => events.onFind(!isPressed(this.find)),
    );
    this.pause = button('Pause', 'Stop showing new rows; recording continues', () =>
      events.onPause(!isPressed(this.pause)),
    );
    this.clear = button('Clear', 'Hide all rows up to now; the capture keeps them', () =>
      events.onClear(!isPressed(this.clear)),
    );
    press(this.pause, false);
    this.unmute = button('', 'Show the muted peers again', () => events.onUnmute());
    const search = toolbar('Filter');
    search.append(
      this.filter.element,
      this.find,
      labelled(
        button('↑', 'Previous match (N)', () => events.onNext(true)),
        'Previous match',
      ),
      labelled(
        button('↓', 'Next match (n)', () => events.onNext(false)),
        'Next match',
      ),
      button('Columns…', 'Choose which columns are shown', () => events.onColumns()),
      button('Export…', 'Export as a picture, text or data', () => events.onExport()),
    );
    const view = toolbar('Ladder');
    const labels = [dropdownLabel('Time', this.time), dropdownLabel('Rows', this.spacing)];
    this.spacing.append(
      ...SPACINGS.map((each) => createOption(String(each), SPACING_LABELS[each])),
    );
    view.append(...FAMILIES.map((family) => this.familyButton(family, events)), ...labels);
    view.append(this.follow);
    view.append(this.pause, this.clear, this.unmute);
    this.element.append(search, view);
    this.time.addEventListener('change', () => events.onTimeMode(this.time.value as TimeMode));
    this.spacing.addEventListener('change', () => events.onSpacing(Number(this.spacing.value)));
    this.follow.addEventListener('change', () => events.onFollow(this.follow.checked));
  }

  showQuery({ find, hidden, from, muted, msPerRow }: LadderQuery): void {
    this.spacing.value = String(msPerRow);
    press(this.find, find);
    press(this.clear, from > 0);
    this.unmute.textContent = `Unmute ${muted.length}`;
    this.unmute.hidden = muted.length === 0;
    for (const [family, button] of this.families) press(button, !hidden.includes(family));
  }

  showTime(mode: TimeMode, hasZero: boolean): void {
    const modes = [...TIME_FORMATS, ...(hasZero ? (['zero'] as const) : [])];
    if (this.time.childElementCount !== modes.length)
      this.time.replaceChildren(...modes.map((each) => createOption(each, TIME_LABELS[each])));
    this.time.value = mode;
  }

  /** Of a capture that is complete, there is nothing to follow or to pause. */
  showLive(live: boolean): void {
    this.follow.hidden = !live;
    this.pause.hidden = !live;
  }

  showFollow(follow: boolean, paused: boolean): void {
    if (this.follow.checked !== follow) this.follow.checked = follow;
    if (isPressed(this.pause) === paused) return;
    press(this.pause, paused);
    this.pause.textContent = paused ? 'Resume' : 'Pause';
  }

  private familyButton(family: Family, events: ToolbarEvents): HTMLElement {
    const element = document.createElement('button');
    element.className = `tool family family-${family}`;
    element.title = `${FAMILY_TITLES[family]}: show or hide`;
    element.append(make('span', 'shape'), make('span', '', FAMILY_LABELS[family]));
    element.addEventListener('click', () => events.onFamily(family, isPressed(element)));
    this.families.set(family, element);
    return element;
  }
}

function toolbar(label: string): HTMLElement {
  const element = make('div', 'toolbar');
  element.setAttribute('role', 'toolbar');
  element.setAttribute('aria-label', label);
  return element;
}

function dropdownLabel(text: string, dropdown: HTMLElement): HTMLElement {
  const label = make('label', '', text);
  dropdown.setAttribute('aria-label', text);
  label.append(dropdown);
  return label;
}

function labelled<T extends HTMLElement>(element: T, label: string): T {
  element.setAttribute('aria-label', label);
  return element;
}

function isPressed(button: HTMLButtonElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}

function press(button: HTMLButtonElement, pressed: boolean): void {
  button.setAttribute('aria-pressed', String(pressed));
}
