import { visible } from '../../src/shared/text/visible';

/** A new element with classes and text; what a peer sent is shown, never interpreted. */
export function make(tag: string, className: string, text = ''): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  if (text !== '') setText(element, text);
  return element;
}

/** The user writes: a key is a letter. */
export function isWriting(): boolean {
  const { activeElement } = document;
  return activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
}

export function setText(element: HTMLElement, text: string): void {
  element.textContent = visible(text);
}
