import { make } from '../common/dom';

/** A button as all of the inspector’s look. @param about What it does, where its text is too short to say so. */
export function toolButton(text: string, run: () => void, about = ''): HTMLButtonElement {
  const button = make('button', 'tool', text) as HTMLButtonElement;
  button.type = 'button';
  button.addEventListener('click', run);
  if (about !== '') button.title = about;
  return button;
}

/** One whose text is a sign: screen readers say what it does. */
export function signButton(sign: string, about: string, run: () => void): HTMLButtonElement {
  const button = toolButton(sign, run, about);
  button.setAttribute('aria-label', about);
  return button;
}
