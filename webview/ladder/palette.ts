import { FAMILIES } from '../../src/shared/families';
import { make } from '../common/dom';
import type { Ink } from './drawing';
import type { Palette } from './svg';

/** The colours of VS Code's theme as they are now. */
export function currentPalette(): Palette {
  const body = getComputedStyle(document.body);
  const probe = make('span', '');
  document.body.append(probe);
  const colourOf = (className: string): string => {
    probe.className = className;
    return getComputedStyle(probe).color;
  };
  const inks = Object.fromEntries([
    ...FAMILIES.map((family) => [family, colourOf(`ink family-${family}`)] as const),
    ['text', body.color],
    ['dim', colourOf('fact')],
    ['warning', colourOf('ink-warning')],
    ['lifeline', colourOf('fact')],
  ]) as Record<Ink, string>;
  probe.remove();
  return { background: body.backgroundColor, font: body.fontFamily, inks };
}
