import type { InspectedField } from '../../src/shared/webview/inspectorProtocol';
import { formatCount, plural } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import { INSPECTOR_KEYS, withKey } from './inspectorKeys';
import { showTool } from '../common/toolButton';
import { iconButton, toolButton } from './toolButton';

const FOLLOWED = { txid: 'transaction', wtxid: 'transaction', block: 'block' } as const;

export interface DetailEvents {
  onCopy(): void;
  onFollow(): void;
  /** The field is to be selected no longer. */
  onClose(): void;
}

/** The selected field in full, where a row of the tree has room for less; nothing while none is. */
export class DetailView {
  readonly element = make('section', 'detail');
  private readonly name = make('span', 'detail-name');
  private readonly where = make('span', 'detail-where');
  private readonly text = make('div', 'detail-text');
  private readonly warning = make('p', 'detail-warning');
  private readonly follow: HTMLButtonElement;
  private canFollow = false;
  private names: { here: string; there: string } | undefined;

  constructor(events: DetailEvents) {
    this.element.setAttribute('aria-label', 'Selected field');
    // Long values scroll, by the keyboard too.
    this.element.tabIndex = 0;
    this.follow = toolButton('', () => events.onFollow());
    const head = make('div', 'detail-head');
    const buttons = make('span', 'detail-buttons');
    buttons.append(
      toolButton('Copy value', () => events.onCopy(), withKey(INSPECTOR_KEYS.copy)),
      this.follow,
      iconButton('close', 'Close (Esc)', () => events.onClose()),
    );
    head.append(this.name, this.where, buttons);
    this.element.append(head, this.warning, this.text);
    this.show(undefined);
  }

  /** @param canFollow The ladder can show what concerns a hash. */
  offer(canFollow: boolean): void {
    this.canFollow = canFollow;
  }

  /** @param names Of the two messages that are compared. */
  compare(names: { here: string; there: string } | undefined): void {
    this.names = names;
  }

  show(field: InspectedField | undefined): void {
    this.element.hidden = field === undefined;
    if (!field) return;
    setText(this.name, field.name);
    setText(this.where, field.compared?.only === 'there' ? field.type : whereOf(field));
    this.text.replaceChildren(...this.values(field));
    this.warning.hidden = field.warning === undefined;
    setText(this.warning, field.warning ?? '');
    this.follow.hidden = !this.canFollow || !field.hash;
    const label = field.hash ? `Follow this ${FOLLOWED[field.hash]}` : '';
    showTool(this.follow, { label, title: label });
  }

  private values({ text, pending, compared }: InspectedField): HTMLElement[] {
    const own = pending ? 'computing…' : text;
    const { names } = this;
    if (!names || !compared) return own === '' ? [] : [make('p', 'detail-value', own)];
    const value = (of: string, shown: string): HTMLElement => {
      const element = make('p', 'detail-value');
      element.append(make('span', 'of', `${of}:`), make('span', '', shown));
      return element;
    };
    const [here, there] = [
      value(names.here, own),
      value(names.there, pending ? own : compared.text),
    ];
    if (compared.only === 'there') return [value(names.here, 'absent'), value(names.there, text)];
    if (compared.only === 'here') return [here, value(names.there, 'absent')];
    return compared.differs ? [here, there] : [value('both', own)];
  }
}

function whereOf({ type, start, end, derived }: InspectedField): string {
  const bytes = `${plural(end - start, 'byte')} at ${formatCount(start)} (0x${start.toString(16)})`;
  return `${type} · ${derived ? 'from ' : ''}${bytes}`;
}
