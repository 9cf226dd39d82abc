/** Whose policy lets it run: that of the page's own script. */
const own = document.currentScript as HTMLScriptElement;

/** Loads the toolkit, a script of its own: a page shows its rows before it has a button to show. */
export function loadToolkit(): void {
  const script = document.createElement('script');
  script.nonce = own.nonce;
  script.src = new URL('toolkit.js', own.src).href;
  document.head.append(script);
}

/** A button of the toolkit, once that is loaded. */
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
