import { make } from './dom';

/** Pictures of 16 by 16 that buttons have: paths, drawn in the colour of the text. */
const ICONS = {
  bookmark: 'M4 2h8v12l-4-3-4 3z',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M8 3v9M4 8.5l4 4 4-4',
  find: 'M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9M10.5 10.5l3.5 3.5',
  follow: 'M8 2v7M4.5 6l3.5 3.5 3.5-3.5M3 13.5h10',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  pause: 'M5.5 3v10M10.5 3v10',
  question: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.3h.01',
  resume: 'M5 3l8 5-8 5z',
  right: 'M6 3.5L10.5 8L6 12.5',
  types: 'M2 4h12M4 8h8M6.5 12h3',
  up: 'M8 13v-9M4 7.5l4-4 4 4',
} as const;
export type IconName = keyof typeof ICONS;

const SVG = 'http://www.w3.org/2000/svg';

function icon(name: IconName): SVGElement {
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('viewBox', '0 0 16 16');
  drawing.setAttribute('class', `icon icon-${name}`);
  drawing.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  drawing.append(path);
  return drawing;
}

export interface ToolOptions {
  /** What it is called, and shows where there is no icon. */
  label: string;
  /** Says more, as a tooltip. */
  title: string;
  icon?: IconName;
  /** The label stands beside the icon. */
  text?: true;
  onClick(): void;
}

/** A button of a toolbar: all views have this one. */
export function toolButton(options: ToolOptions): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'tool';
  showTool(element, options);
  element.addEventListener('click', () => options.onClick());
  return element;
}

/** Another picture and name for a button. */
export function showTool(
  element: HTMLButtonElement,
  { label, title, icon: name, text }: Omit<ToolOptions, 'onClick'>,
): void {
  const parts = [...(name ? [icon(name)] : [])];
  const word = !name || text ? [make('span', 'word', label)] : [];
  element.replaceChildren(...parts, ...word);
  element.title = title;
  element.setAttribute('aria-label', label);
}

export function isPressed(button: HTMLElement): boolean {
  return button.getAttribute('aria-pressed') === 'true';
}

export function press(button: HTMLElement, pressed: boolean): void {
  const value = String(pressed);
  if (button.getAttribute('aria-pressed') !== value) button.setAttribute('aria-pressed', value);
}
