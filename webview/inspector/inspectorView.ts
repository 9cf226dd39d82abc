import { assertNever } from '../../src/shared/assertNever';
import type {
  HostToInspector,
  InspectedField,
  InspectedMessage,
  InspectorState,
  InspectorToHost,
} from '../../src/shared/inspectorProtocol';
import { plural } from '../../src/shared/quantity';
import { make, setText } from '../common/dom';
import type { Host } from '../common/host';
import { createButton } from '../common/toolkit';
import { HexView } from './hexView';

/** The page: what is known of the message, buttons, and its bytes. */
export class InspectorView {
  private readonly title = make('h1', 'title');
  private readonly fields = make('dl', 'fields');
  private readonly position = make('span', 'position');
  private readonly empty = make('p', 'message');
  private readonly toolbar = make('div', 'toolbar');
  private readonly hex: HexView;
  private message: InspectedMessage | undefined;

  constructor(private readonly host: Host<InspectorToHost, HostToInspector, InspectorState>) {
    this.hex = new HexView({
      onWant: (from, to) =>
        this.post((row) => ({ type: 'bytes', row, offset: from, length: to - from })),
      onSelect: () => this.showPosition(),
      onCopy: () => this.copySelection(),
    });
    this.position.setAttribute('role', 'status');
    this.toolbar.setAttribute('role', 'toolbar');
    this.toolbar.setAttribute('aria-label', 'Payload');
    this.toolbar.append(
      createButton('Copy selection as hex', 'secondary', () => this.copySelection()),
      createButton('Copy all as hex', 'secondary', () => this.copy(0, this.message?.captured ?? 0)),
      createButton('Save payload…', 'secondary', () => this.post((row) => ({ type: 'save', row }))),
      this.position,
    );
    const header = make('header', 'about');
    header.append(this.title, this.fields);
    const main = make('main', '');
    main.append(this.toolbar, this.empty, this.hex.element);
    document.body.append(header, main);
  }

  receive(message: HostToInspector): void {
    switch (message.type) {
      case 'show':
        this.show(message.capture, message.message);
        return;
      case 'bytes':
        if (message.row === this.message?.row) this.hex.put(message.offset, message.bytes);
        return;
      case 'gone':
        this.message = undefined;
        this.title.textContent = '';
        this.fields.replaceChildren();
        this.showInstead(message.text);
        return;
      default:
        return assertNever(message);
    }
  }

  private show(capture: string, message: InspectedMessage): void {
    this.message = message;
    this.host.saveState({ capture, row: message.row });
    setText(this.title, message.messageType === '' ? '(empty)' : message.messageType);
    this.fields.replaceChildren(...message.fields.flatMap(fieldElements));
    this.showInstead(message.captured === 0 ? emptyText(message) : '');
    this.hex.show(message.captured);
    this.showPosition();
  }

  /** @param text Why there is nothing to see; empty when there is. */
  private showInstead(text: string): void {
    this.empty.textContent = text;
    this.empty.hidden = text === '';
    for (const element of [this.hex.element, this.toolbar]) element.hidden = text !== '';
  }

  private showPosition(): void {
    const { from, to } = this.hex.selected;
    const bytes = to - from > 1 ? ` · ${plural(to - from, 'byte')} selected` : '';
    this.position.textContent = `offset ${from} (0x${from.toString(16)})${bytes}`;
  }

  private copySelection(): void {
    const { from, to } = this.hex.selected;
    this.copy(from, to);
  }

  private copy(from: number, to: number): void {
    this.post((row) => ({ type: 'copy', row, from, to }));
  }

  private post(message: (row: number) => InspectorToHost): void {
    if (this.message) this.host.post(message(this.message.row));
  }
}

function emptyText({ size }: InspectedMessage): string {
  return size === 0 ? 'This message has no payload.' : 'Nothing of the payload was captured.';
}

function fieldElements(field: InspectedField): HTMLElement[] {
  const value = make('dd', field.warning ? 'warning' : '', field.value);
  return [make('dt', '', field.name), value];
}
