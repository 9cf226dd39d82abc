import type { CopyRequest, InspectedMessage } from '../../src/shared/webview/inspectorProtocol';
import { make } from '../common/dom';
import type { PopupItem } from '../common/popupItem';
import { PopupMenu } from '../common/popupMenu';
import * as common from '../common/toolButton';
import { INSPECTOR_KEYS, withKey } from './inspectorKeys';
import { iconButton, toolButton } from './toolButton';

/** How much is a button rather than an entry of the menu, the most first; controls.css has the names too. */
const FITS = ['all', 'most', 'few'] as const;

export interface InspectorToolbarEvents {
  onStep(same: 'peer' | 'type', by: 1 | -1): void;
  /** @param what `value` and `hex` are of what is selected, `payload` is all bytes in hex. */
  onCopy(what: CopyRequest['format'] | 'payload'): void;
  onSave(): void;
  onCompare(): void;
  onFind(): void;
  onHexEditor(): void;
  onHandler(): void;
  onKeys(): void;
}

/** What can be done with the message that is shown. */
export class InspectorToolbar {
  readonly element = make('div', 'toolbar');
  private readonly find: HTMLButtonElement;
  /** What is seldom wanted: buttons where there is room, else entries of a menu. */
  private seldomItems: PopupItem[] = [];
  private readonly seldom = make('span', 'seldom');

  constructor(private readonly events: InspectorToolbarEvents) {
    const { compare, find } = INSPECTOR_KEYS;
    const comparing = toolButton('Compare…', () => events.onCompare(), withKey(compare));
    this.find = common.toolButton({
      label: 'Find',
      title: withKey(find),
      icon: 'find',
      text: true,
      onClick: () => events.onFind(),
    });
    for (const button of [comparing, this.find]) button.classList.add('roomy');
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Message');
    this.element.append(
      this.steps('peer'),
      this.steps('type'),
      this.copyMenu(),
      comparing,
      this.find,
      this.seldom,
      this.moreMenu(),
    );
    this.showFinding(false);
    // The buttons' width, which is that of the font, may change as well as the room.
    const resized = new ResizeObserver(() => this.fit());
    for (const each of [this.element, this.find, comparing]) resized.observe(each);
  }

  offer({ captured, offers }: InspectedMessage): void {
    const { events } = this;
    this.element.hidden = false;
    const items: PopupItem[] = [];
    if (captured > 0) items.push({ text: 'Save payload…', run: () => events.onSave() });
    if (captured > 0 && offers.hexEditor)
      items.push({ text: 'Open in hex editor', run: () => events.onHexEditor() });
    if (offers.handler) items.push({ text: 'Go to handler', run: () => events.onHandler() });
    this.seldomItems = items;
    const { help } = INSPECTOR_KEYS;
    this.seldom.replaceChildren(
      ...items.map(({ text, run }) => toolButton(text, run)),
      iconButton('question', help.does, () => events.onKeys(), withKey(help)),
    );
    this.fit();
  }

  /** @param open The find bar is there. */
  showFinding(open: boolean): void {
    this.find.setAttribute('aria-expanded', String(open));
  }

  hide(): void {
    this.element.hidden = true;
  }

  /** Has as many buttons as one line has room for. */
  private fit(): void {
    const { element } = this;
    if (element.clientWidth === 0) return;
    const end = element.clientWidth - parseFloat(getComputedStyle(element).paddingRight);
    const left = element.getBoundingClientRect().left;
    for (const fits of FITS) {
      element.dataset.fits = fits;
      const last = [...element.children].findLast((child) => child.clientWidth > 0);
      if (last && last.getBoundingClientRect().right - left <= end) return;
    }
  }

  private copyMenu(): HTMLElement {
    const copy = (what: CopyRequest['format'] | 'payload') => () => this.events.onCopy(what);
    const { copy: copyKey, copyPython } = INSPECTOR_KEYS;
    const button = toolButton('Copy', () => undefined, 'Copy the message, or a part of it');
    button.classList.add('with-menu');
    const menu = new PopupMenu(button, () => [
      {
        items: [
          { text: 'Field value', key: copyKey.keys[0], run: copy('value') },
          { text: 'Selected bytes as hex', run: copy('hex') },
        ],
      },
      {
        items: [
          { text: 'Whole payload as hex', run: copy('payload') },
          { text: 'Message as JSON', run: copy('json') },
          { text: 'Message as Python', key: copyPython.keys[0], run: copy('python') },
        ],
      },
    ]);
    menu.element.classList.add('from-left');
    return menu.element;
  }

  /** What has no room. */
  private moreMenu(): HTMLElement {
    const { events } = this;
    const { compare, find, help } = INSPECTOR_KEYS;
    const button = iconButton('more', 'More actions', () => undefined);
    const narrow = (): PopupItem[] => [
      { text: 'Compare…', key: compare.keys[0], run: () => events.onCompare() },
      { text: 'Find', key: find.keys[0], run: () => events.onFind() },
    ];
    const menu = new PopupMenu(button, () => [
      {
        items: [
          ...(this.element.dataset.fits === 'few' ? narrow() : []),
          ...this.seldomItems,
          { text: 'Keys', key: help.keys[0], run: () => events.onKeys() },
        ],
      },
    ]);
    menu.element.classList.add('overflow');
    return menu.element;
  }

  private steps(same: 'peer' | 'type'): HTMLElement {
    const group = make('span', 'steps', same);
    group.prepend(this.step(same, -1));
    group.append(this.step(same, 1));
    return group;
  }

  private step(same: 'peer' | 'type', by: 1 | -1): HTMLElement {
    const { nextOfPeer, previousOfPeer, nextOfType, previousOfType } = INSPECTOR_KEYS;
    const [next, previous] =
      same === 'peer' ? [nextOfPeer, previousOfPeer] : [nextOfType, previousOfType];
    const key = by > 0 ? next : previous;
    const step = () => this.events.onStep(same, by);
    return iconButton(by > 0 ? 'right' : 'left', key.does, step, withKey(key));
  }
}
