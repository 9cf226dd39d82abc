import { make } from './dom';

/** @param className `primary` or `secondary` (buttons.css), or a look of the view's own. */
export function button(className: string, text: string, onClick: () => void): HTMLButtonElement {
  const element = make('button', className, text) as HTMLButtonElement;
  element.type = 'button';
  element.addEventListener('click', onClick);
  return element;
}
