import type {
  InspectedComparison,
  InspectedPath,
} from '../../src/shared/webview/inspectorProtocol';
import { plural } from '../../src/shared/text/quantity';
import { make, setText } from '../common/dom';
import { Matches } from './matches';
import { iconButton, toolButton } from './toolButton';

export interface ComparisonBarEvents {
  onGoTo(path: InspectedPath): void;
  onEnd(): void;
}

/** What the message is compared with, how much differs, and a way from difference to difference. */
export class ComparisonBar {
  readonly element = make('div', 'comparison');
  /** The names of the columns, above the fields. */
  readonly columns = make('div', 'columns');
  private readonly text = make('span', 'compared');
  private readonly steps: HTMLElement[];
  private readonly names = ['Field', '', ''].map((text) => make('span', '', text));
  private places = new Matches<InspectedPath>();

  constructor(private readonly events: ComparisonBarEvents) {
    this.element.setAttribute('role', 'toolbar');
    this.element.setAttribute('aria-label', 'Comparison');
    this.text.setAttribute('role', 'status');
    this.steps = [
      iconButton('up', 'Previous difference', () => this.step(-1)),
      iconButton('down', 'Next difference', () => this.step(1)),
    ];
    const end = toolButton('End comparison', () => events.onEnd());
    this.element.append(this.text, ...this.steps, end);
    // Each row says what it has of either message.
    this.columns.setAttribute('aria-hidden', 'true');
    this.columns.append(...this.names);
    this.hide();
  }

  show({ here, there, with: other, differences, more, byteCount }: InspectedComparison): void {
    const plus = more ? ' and more' : '';
    const fields = `${plural(differences.length, 'field')}${plus}`;
    const differs =
      differences.length === 0 ? 'no difference' : `${fields}, ${plural(byteCount, 'byte')} differ`;
    setText(this.text, `${differs} · with ${other}`);
    this.text.title = this.text.textContent;
    setText(this.names[1]!, here);
    setText(this.names[2]!, there);
    this.places = new Matches(differences);
    for (const step of this.steps) step.hidden = differences.length === 0;
    this.element.hidden = this.columns.hidden = false;
  }

  hide(): void {
    this.element.hidden = this.columns.hidden = true;
    this.places = new Matches();
  }

  private step(by: 1 | -1): void {
    const path = this.places.step(by);
    if (path) this.events.onGoTo(path);
  }
}
