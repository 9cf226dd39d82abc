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

/*
 * A browser styles, lays out and paints anew what is set to what it was, too: where much is drawn often,
 * only what differs is touched.
 */

export function setText(element: HTMLElement, text: string): void {
  const shown = visible(text);
  const { firstChild: node } = element;
  if (node instanceof Text && !node.nextSibling) {
    if (node.data !== shown) node.data = shown;
  } else if (node || shown !== '') {
    element.textContent = shown;
  }
}

export function setClass(element: HTMLElement, className: string): void {
  if (element.className !== className) element.className = className;
}

export function setHidden(element: HTMLElement, hidden: boolean): void {
  if (element.hidden !== hidden) element.hidden = hidden;
}

export function setAttribute(element: Element, name: string, value: string | undefined): void {
  if (value === undefined) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function setStyle(
  { style }: HTMLElement,
  property: 'height' | 'left' | 'marginLeft' | 'top' | 'transform' | 'width',
  value: string,
): void {
  if (style[property] !== value) style[property] = value;
}
