import type { InspectedFact, InspectedMessage } from '../../src/shared/webview/inspectorProtocol';
import { make, setText } from '../common/dom';

export interface HeaderEvents {
  /** Another message is wanted. */
  onRow(row: number): void;
  /** A byte of this one is. */
  onOffset(offset: number): void;
}

/** What is known about the message apart from its bytes. */
export class HeaderView {
  readonly element = make('header', 'about');
  private readonly title = make('h1', 'title');
  private readonly facts = make('dl', 'facts');

  constructor(private readonly events: HeaderEvents) {
    this.element.append(this.title, this.facts);
  }

  show({ messageType, row, facts }: InspectedMessage): void {
    setText(this.title, messageType === '' ? '(empty)' : messageType);
    this.title.append(make('span', 'number', ` #${row + 1}`));
    this.showFacts(facts);
  }

  showFacts(facts: readonly InspectedFact[]): void {
    this.facts.replaceChildren(...facts.map((fact) => this.fact(fact)));
  }

  clear(): void {
    this.title.textContent = '';
    this.facts.replaceChildren();
  }

  private fact(fact: InspectedFact): HTMLElement {
    const group = make('div', fact.warning ? 'fact warning' : 'fact');
    const value = make('dd', '');
    const go = this.wayOf(fact);
    if (go) {
      const link = make('button', 'link', fact.value);
      link.addEventListener('click', go);
      value.append(link);
    } else setText(value, fact.value);
    group.append(make('dt', '', fact.name), value);
    return group;
  }

  private wayOf({ row, offset }: InspectedFact): (() => void) | undefined {
    if (row !== undefined) return () => this.events.onRow(row);
    return offset === undefined ? undefined : () => this.events.onOffset(offset);
  }
}
