import type { CopyRequest, InspectorOffers } from '../../src/shared/webview/inspectorProtocol';
import { make } from '../common/dom';
import { createButton } from '../common/toolkit';
import { menuButton } from './menuButton';

export interface InspectorToolbarEvents {
  onStep(same: 'peer' | 'type', by: 1 | -1): void;
  /** @param what `value` and `hex` are of what is selected, `payload` is all bytes in hex. */
  onCopy(what: CopyRequest['format'] | 'payload'): void;
  onSave(): void;
  onCompare(): void;
  onHexEditor(): void;
  onHandler(): void;
}

/** What can be done with the message that is shown. */
export class InspectorToolbar {
  readonly element = make('div', 'toolbar');
  private readonly hexEditor: HTMLElement;
  private readonly handler: HTMLElement;

  constructor(private readonly events: InspectorToolbarEvents) {
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Message');
    this.hexEditor = createButton('Open in hex editor', 'secondary', () => events.onHexEditor());
    this.handler = createButton('Go to handler', 'secondary', () => events.onHandler());
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
      createButton('Save payload…', 'secondary', () => events.onSave()),
      createButton('Compare…', 'secondary', () => events.onCompare()),
      this.hexEditor,
      this.handler,
    );
  }

  offer({ handler, hexEditor }: InspectorOffers): void {
    this.element.hidden = false;
    this.handler.hidden = !handler;
    this.hexEditor.hidden = !hexEditor;
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
    const button = createButton(by > 0 ? '▸' : '◂', 'secondary', () =>
      this.events.onStep(same, by),
    );
    const label = `${by > 0 ? 'Next' : 'Previous'} message of this ${same}`;
    button.setAttribute('aria-label', label);
    button.title = label;
    return button;
  }
}
