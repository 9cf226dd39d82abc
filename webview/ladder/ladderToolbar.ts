import { TIME_FORMATS, type TimeFormat } from '../../src/shared/ladderProtocol';
import { visible } from '../../src/shared/visible';
import { make } from '../common/dom';
import { createCheckbox, createDropdown, createOption } from '../common/toolkit';

const TIME_LABELS: Record<TimeFormat, string> = {
  absolute: 'Time of day',
  relative: 'From the start',
  delta: 'Delta',
};

/** A peer may make up any number of message types; a list for people holds fewer. */
const MAX_TYPES = 200;

export interface ToolbarEvents {
  onFilter(messageType: string | undefined): void;
  onTimeFormat(format: TimeFormat): void;
  onFollow(follow: boolean): void;
}

/** Which messages, which time, and whether to follow the newest. */
export class LadderToolbar {
  readonly element = make('div', 'toolbar');
  private readonly types = createDropdown();
  private readonly time = createDropdown();
  private readonly follow = createCheckbox('Follow');
  private shownTypes = '';

  constructor(events: ToolbarEvents) {
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Ladder');
    for (const format of TIME_FORMATS) this.time.append(createOption(format, TIME_LABELS[format]));
    this.element.append(labelled('Messages', this.types), labelled('Time', this.time), this.follow);
    this.types.addEventListener('change', () => {
      const type = this.types.value;
      events.onFilter(type === '' ? undefined : type.slice(1));
    });
    this.time.addEventListener('change', () => events.onTimeFormat(this.time.value as TimeFormat));
    this.follow.addEventListener('change', () => events.onFollow(this.follow.checked));
  }

  /** @param selected The type in force, also where the peer has not used it yet. */
  showTypes(types: readonly string[], selected: string | undefined): void {
    const listed = new Set(types.slice(0, MAX_TYPES));
    if (selected !== undefined) listed.add(selected);
    const key = JSON.stringify([...listed]);
    if (key !== this.shownTypes) {
      this.shownTypes = key;
      // The empty name is a type that a peer can send; so values begin with a mark of ours.
      const options = [...listed]
        .sort()
        .map((type) => createOption(`=${type}`, type === '' ? '(empty)' : visible(type)));
      this.types.replaceChildren(createOption('', 'All'), ...options);
    }
    this.types.value = selected === undefined ? '' : `=${selected}`;
  }

  showTimeFormat(format: TimeFormat): void {
    this.time.value = format;
  }

  showFollow(follow: boolean): void {
    this.follow.checked = follow;
  }
}

function labelled(text: string, control: HTMLElement): HTMLElement {
  const wrapper = make('label', '', text);
  control.setAttribute('aria-label', text);
  wrapper.append(control);
  return wrapper;
}
