import type { InspectedField } from '../../src/shared/webview/inspectorProtocol';
import { formatCount, plural } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import { createButton } from '../common/toolkit';

const FOLLOWED = { txid: 'transaction', wtxid: 'transaction', block: 'block' } as const;

export interface DetailEvents {
  onCopy(): void;
  onFollow(): void;
}

/** The selected field in full, where a row of the tree has room for the beginning only. */
export class DetailView {
  readonly element = make('section', 'detail');
  private readonly name = make('span', 'detail-name');
  private readonly where = make('span', 'detail-where');
  private readonly text = make('p', 'detail-text');
  private readonly warning = make('p', 'detail-warning');
  private readonly copy: HTMLElement;
  private readonly follow: HTMLElement;
  private canFollow = false;

  constructor(events: DetailEvents) {
    this.element.setAttribute('aria-label', 'Selected field');
    // Long values scroll, by the keyboard too.
    this.text.tabIndex = 0;
    this.follow = createButton('', 'secondary', () => events.onFollow());
    const head = make('div', 'detail-head');
    this.copy = createButton('Copy value', 'secondary', () => events.onCopy());
    head.append(this.name, this.where, this.copy, this.follow);
    this.element.append(head, this.warning, this.text);
    this.show(undefined);
  }

  /** @param canFollow The ladder can show what concerns a hash. */
  offer(canFollow: boolean): void {
    this.canFollow = canFollow;
  }

  show(field: InspectedField | undefined): void {
    for (const part of [this.where, this.copy, this.text, this.warning, this.follow])
      part.hidden = field === undefined;
    setText(this.name, field?.name ?? 'No field is selected.');
    if (!field) return;
    setText(this.where, `${field.type} · ${placeOf(field)}`);
    setText(this.text, field.pending ? 'computing…' : field.text);
    this.text.hidden = !field.pending && field.text === '';
    this.warning.hidden = field.warning === undefined;
    setText(this.warning, field.warning ?? '');
    this.follow.hidden = !this.canFollow || !field.hash;
    this.follow.textContent = field.hash ? `Follow this ${FOLLOWED[field.hash]}` : '';
  }
}

function placeOf({ start, end, derived }: InspectedField): string {
  const bytes = `${plural(end - start, 'byte')} at ${formatCount(start)} (0x${start.toString(16)})`;
  return derived ? `from ${bytes}` : bytes;
}
