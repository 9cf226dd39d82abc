import type { InspectedField } from '../../src/shared/webview/inspectorProtocol';
import { plural } from '../../src/shared/text/quantity';

/** Characters of a value that a row has; the rest is below the tree. */
const MOST = 300;

/** What the shown message has, and what the other one has in its place. */
export function valuesOf(field: InspectedField): { own: string; others: string } {
  const { compared, pending } = field;
  if (pending) return { own: 'computing…', others: compared ? 'computing…' : '' };
  const cut = (text: string) => (text.length > MOST ? `${text.slice(0, MOST)}…` : text);
  const bytes = field.text === '' && field.count > 0 ? plural(field.end - field.start, 'byte') : '';
  const text = cut(field.text);
  if (compared?.only === 'there') return { own: 'absent', others: text };
  const own = text === '' ? bytes : text;
  if (compared?.only === 'here') return { own, others: 'absent' };
  // What consists of parts only is compared by them: beside nothing, its size would look like a difference.
  if (compared) return { own: text, others: cut(compared.text) };
  return { own, others: '' };
}
