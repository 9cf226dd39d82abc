import type {
  InspectedComparison,
  InspectedPath,
} from '../../src/shared/webview/inspectorProtocol';
import { formatCount, plural } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import { createButton } from '../common/toolkit';
import { Matches } from './matches';

export interface ComparisonBarEvents {
  onGoTo(path: InspectedPath): void;
  onEnd(): void;
}

/** What the message is compared with, how much differs, and a way from difference to difference. */
export class ComparisonBar {
  readonly element = make('div', 'toolbar comparison');
  private readonly text = make('span', 'compared');
  private readonly missing = make('span', 'missing');
  private places = new Matches<InspectedPath>();

  constructor(private readonly events: ComparisonBarEvents) {
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Comparison');
    this.text.setAttribute('role', 'status');
    this.element.append(
      this.text,
      createButton('Previous difference', 'secondary', () => this.step(-1)),
      createButton('Next difference', 'secondary', () => this.step(1)),
      createButton('End comparison', 'secondary', () => events.onEnd()),
      this.missing,
    );
    this.hide();
  }

  show({ with: other, differences, more, byteCount }: InspectedComparison): void {
    const plus = more ? ' and more' : '';
    const fields = `${plural(differences.length, 'field')}${plus}`;
    const bytes = plural(byteCount, 'byte');
    const differs = differences.length === 0 ? 'no difference' : `${fields}, ${bytes} differ`;
    setText(this.text, `Compared with ${other}: ${differs}.`);
    const there = differences.filter(({ missing }) => missing);
    const names = there
      .slice(0, 3)
      .map(({ name, other: value }) => `${name} ${value ?? ''}`.trim());
    const rest = there.length > 3 ? ` and ${formatCount(there.length - 3)} more` : '';
    setText(
      this.missing,
      there.length > 0 ? `Only in the other message: ${names.join(', ')}${rest}` : '',
    );
    this.places = new Matches(
      differences.filter(({ missing }) => !missing).map(({ path }) => path),
    );
    this.element.hidden = false;
  }

  hide(): void {
    this.element.hidden = true;
    this.places = new Matches();
  }

  private step(by: 1 | -1): void {
    const path = this.places.step(by);
    if (path) this.events.onGoTo(path);
  }
}
