/**
 * The only place that knows @vscode/webview-ui-toolkit, which is archived: its successor is put in
 * here. Registers just the elements in use, so that the others stay out of the bundle.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';

/** Fires `change`. */
export interface DropdownElement extends HTMLElement {
  value: string;
}

/** Of a page that has no other element of it. Call it once, before anything is created. */
export function registerButtons(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

/** Call it once, before anything is created. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());
}

export function createButton(
  text: string,
  appearance: 'primary' | 'secondary',
  onClick: () => void,
): HTMLElement {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', appearance);
  element.textContent = text;
  element.addEventListener('click', onClick);
  return element;
}

export function createDropdown(): DropdownElement {
  return document.createElement('vscode-dropdown') as DropdownElement;
}

/** @param text Ready to be shown. */
export function createOption(value: string, text: string): HTMLElement {
  const element = document.createElement('vscode-option');
  element.setAttribute('value', value);
  element.textContent = text;
  return element;
}
