/**
 * The only place that knows @vscode/webview-ui-toolkit, which is archived: its successor is put in
 * here. Registers just the element in use, so that the others stay out of the bundle.
 */
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';

/** Call it once: buttons that are there already become the toolkit's. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
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
