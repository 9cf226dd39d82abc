import type { LadderQuery } from '../../src/shared/webview/ladderProtocol';
import { make, setHidden } from '../common/dom';
import { createButton } from '../common/toolkit';
import type { EmptyRemedy, Reason } from './emptyReason';

const BUTTONS: Record<EmptyRemedy, string> = {
  filter: 'Clear Filter',
  hidden: 'Show All Types',
  muted: 'Show Muted Peers',
  cleared: 'Show Earlier Rows',
  stretch: 'Show All Rows',
  setup: 'Check Set-up',
};

export interface EmptyEvents {
  onQuery: (part: Partial<LadderQuery>) => void;
  onSetup: () => void;
}

/** Where there is no row, or no message among them: why, and the buttons that bring some. */
export class EmptyView {
  readonly element: HTMLElement;
  private shown = '';

  /** @param className `empty`, which stands in place of the rows, or `no-message`, a line above them. */
  constructor(
    className: 'empty' | 'no-message',
    private readonly events: EmptyEvents,
  ) {
    this.element = make('div', className);
    this.element.setAttribute('role', 'status');
    this.element.hidden = true;
  }

  /** @param reason undefined where there are messages. */
  show(reason: Reason | undefined): void {
    // It is asked with every picture while scrolling: nothing is touched that stays.
    setHidden(this.element, reason === undefined);
    if (!reason) return;
    const { text, remedies } = reason;
    const said = `${text} ${remedies.join()}`;
    if (said === this.shown) return;
    this.shown = said;
    const buttons = make('div', 'empty-buttons');
    buttons.append(
      ...remedies.map((remedy, i) =>
        createButton(BUTTONS[remedy], i === 0 ? 'primary' : 'secondary', () => this.mend(remedy)),
      ),
    );
    this.element.replaceChildren(make('p', '', text), buttons);
  }

  private mend(remedy: EmptyRemedy): void {
    const { onQuery, onSetup } = this.events;
    const mend: Record<EmptyRemedy, () => void> = {
      filter: () => onQuery({ filter: '' }),
      hidden: () => onQuery({ hidden: [] }),
      muted: () => onQuery({ muted: [] }),
      cleared: () => onQuery({ from: 0 }),
      stretch: () => onQuery({ from: 0, until: undefined }),
      setup: onSetup,
    };
    mend[remedy]();
  }
}
