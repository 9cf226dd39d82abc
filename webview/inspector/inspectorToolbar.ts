import type { CopyRequest, InspectedMessage } from '../../src/shared/webview/inspectorProtocol';
import { make } from '../common/dom';
import { INSPECTOR_KEYS, withKey } from './inspectorKeys';
import { menuButton, type MenuItem } from './menuButton';
import { signButton, toolButton } from './toolButton';

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
  private readonly save: MenuItem;
  private readonly hexEditor: MenuItem;
  private readonly handler: MenuItem;
  private readonly seldom = make('span', 'seldom');
  private readonly overflow = make('span', 'overflow');

  constructor(private readonly events: InspectorToolbarEvents) {
    this.save = { text: 'Save payload…', run: () => events.onSave() };
    this.hexEditor = { text: 'Open in hex editor', run: () => events.onHexEditor() };
    this.handler = { text: 'Go to handler', run: () => events.onHandler() };
    this.find = toolButton('Find', () => events.onFind(), withKey(INSPECTOR_KEYS.find));
    const compare = toolButton(
      'Compare…',
      () => events.onCompare(),
      withKey(INSPECTOR_KEYS.compare),
    );
    for (const button of [compare, this.find]) button.classList.add('roomy');
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Message');
    this.element.append(
      this.steps('peer'),
      this.steps('type'),
      menuButton('Copy', [
        { text: 'Field value', run: () => events.onCopy('value') },
        { text: 'Selected bytes as hex', run: () => events.onCopy('hex') },
        { text: 'Whole payload as hex', run: () => events.onCopy('payload') },
        { text: 'Message as JSON', run: () => events.onCopy('json') },
        { text: 'Message as Python for a functional test', run: () => events.onCopy('python') },
      ]),
      compare,
      this.find,
      this.seldom,
      this.overflow,
    );
    this.showFinding(false);
  }

  offer({ captured, offers }: InspectedMessage): void {
    this.element.hidden = false;
    const items = [this.save, ...(offers.hexEditor ? [this.hexEditor] : [])];
    const possible = captured > 0 ? items : [];
    if (offers.handler) possible.push(this.handler);
    const narrow: MenuItem[] = [
      { text: 'Compare…', run: () => this.events.onCompare(), className: 'narrow' },
      { text: 'Find', run: () => this.events.onFind(), className: 'narrow' },
    ];
    const keys: MenuItem = { text: 'Keys', run: () => this.events.onKeys() };
    this.seldom.replaceChildren(
      ...possible.map((item) => toolButton(item.text, () => item.run())),
      signButton('?', withKey(INSPECTOR_KEYS.help), () => this.events.onKeys()),
    );
    this.overflow.replaceChildren(menuButton('More actions', [...narrow, ...possible, keys], '⋯'));
  }

  /** @param open The find bar is there. */
  showFinding(open: boolean): void {
    this.find.setAttribute('aria-expanded', String(open));
  }

  hide(): void {
    this.element.hidden = true;
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
    const button = signButton(by > 0 ? '▸' : '◂', key.does, () => this.events.onStep(same, by));
    button.title = withKey(key);
    return button;
  }
}
