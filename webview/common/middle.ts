import { make } from './dom';
import { visible } from '../../src/shared/text/visible';

/** Characters of the end that stay in sight. */
const TAIL = 10;

/** A text that loses its middle where there is no room for all of it; copying it takes the whole. */
export function middle(text: string): HTMLElement {
  const shown = visible(text);
  const element = make('span', 'middle');
  const [head, tail] = [make('span', 'middle-head'), make('span', 'middle-tail')];
  const cut = shown.length > 2 * TAIL ? shown.length - TAIL : shown.length;
  head.textContent = shown.slice(0, cut);
  tail.textContent = shown.slice(cut);
  element.append(head, tail);
  element.title = shown;
  return element;
}
