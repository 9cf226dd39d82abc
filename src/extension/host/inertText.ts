import { visible, visibleLines } from '../../shared/text/visible';

/** Text for a list or a label of VS Code, which would draw `$(name)` as an icon. */
export function inertLabel(text: string): string {
  return visible(text).replaceAll('$(', '\\$(');
}

/** Text for a notification, which would turn `[text](address)` into a link, and run commands by it. */
export function inertMessage(text: string): string {
  return visibleLines(text).replaceAll('](', '] (');
}
