import type { InspectedFact, InspectedMessage } from '../../src/shared/webview/inspectorProtocol';
import { rowNumber } from '../../src/shared/text/rowNumber';
import { make, setText } from '../common/dom';
import { middle } from '../common/middle';
import { showTool } from '../common/toolButton';
import { toolButton } from './toolButton';

export interface HeaderEvents {
  /** Another message is wanted. */
  onRow(row: number): void;
  /** A byte of this one is. */
  onOffset(offset: number): void;
  /** The user wants all facts in sight, or no longer. */
  onMore(more: boolean): void;
}

/** What is known about the message apart from its bytes: two lines, what is wrong, and the rest on demand. */
export class HeaderView {
  readonly element = make('header', 'about');
  private readonly title = make('h1', 'title');
  private readonly lines = [make('div', 'line'), make('div', 'line')] as const;
  private readonly briefs = [make('div', 'briefs'), make('div', 'briefs')] as const;
  private readonly warnings = make('div', 'warnings');
  private readonly facts = make('dl', 'facts');
  private readonly toggle = toolButton('', () => this.events.onMore(!this.more));

  constructor(private readonly events: HeaderEvents) {
    this.lines[0].append(this.title, this.briefs[0]);
    this.lines[1].append(this.briefs[1], this.toggle);
    this.facts.id = 'facts';
    this.toggle.setAttribute('aria-controls', this.facts.id);
    this.element.append(...this.lines, this.warnings, this.facts);
    this.setMore(false);
  }

  show({ messageType, row, facts }: InspectedMessage): void {
    setText(this.title, messageType === '' ? '(empty)' : messageType);
    this.title.append(make('span', 'number', ` ${rowNumber(row)}`));
    this.toggle.hidden = false;
    this.showFacts(facts);
  }

  showFacts(facts: readonly InspectedFact[]): void {
    for (const [index, briefs] of this.briefs.entries())
      briefs.replaceChildren(
        ...facts.flatMap((fact) => (fact.brief?.line === index + 1 ? this.brief(fact) : [])),
      );
    const amiss = facts.filter(({ warning }) => warning);
    this.warnings.replaceChildren(...amiss.map((fact) => this.warning(fact)));
    const others = facts.filter(({ warning }) => !warning);
    this.facts.replaceChildren(...others.flatMap((fact) => this.fact(fact)));
  }

  get more(): boolean {
    return !this.facts.hidden;
  }

  setMore(more: boolean): void {
    this.facts.hidden = !more;
    showTool(this.toggle, {
      label: more ? 'less ▴' : 'more ▾',
      title: more ? 'Only the first two lines' : 'All that is known of this message',
    });
    this.toggle.setAttribute('aria-expanded', String(more));
  }

  clear(): void {
    this.title.textContent = '';
    this.toggle.hidden = true;
    this.showFacts([]);
  }

  private brief(fact: InspectedFact): HTMLElement {
    const brief = make('span', 'brief');
    const text = fact.brief!.text;
    const go = this.wayOf(fact);
    // What leads elsewhere says why; of the rest the words are enough.
    if (go) {
      brief.append(make('span', 'of', fact.name), link(text, go));
      brief.title = `${fact.name} ${text}`;
    } else brief.append(middle(text));
    brief.dataset.fact = fact.name;
    return brief;
  }

  private warning(fact: InspectedFact): HTMLElement {
    const line = make('div', 'warning');
    line.append(make('span', 'of', fact.name), this.value(fact));
    return line;
  }

  private fact(fact: InspectedFact): HTMLElement[] {
    const value = make('dd', '');
    value.append(this.value(fact));
    return [make('dt', '', fact.name), value];
  }

  private value(fact: InspectedFact): HTMLElement {
    const go = this.wayOf(fact);
    return go ? link(fact.value, go) : make('span', 'value', fact.value);
  }

  private wayOf({ row, offset }: InspectedFact): (() => void) | undefined {
    if (row !== undefined) return () => this.events.onRow(row);
    return offset === undefined ? undefined : () => this.events.onOffset(offset);
  }
}

function link(text: string, go: () => void): HTMLElement {
  const element = make('button', 'link', text);
  element.addEventListener('click', go);
  return element;
}
