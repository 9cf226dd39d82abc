import type { PeersIcon } from '../../src/shared/webview/peersProtocol';

const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a grid of 16 by 16. */
const OUTLINES: Readonly<Record<Exclude<PeersIcon, ''> | 'twisty', string>> = {
  twisty: 'M6 4l4 4-4 4',
  inbound: 'M8 2v9M4.5 7.5L8 11l3.5-3.5M3 14h10',
  outbound: 'M8 11V2M4.5 5.5L8 2l3.5 3.5M3 14h10',
  closed: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M4 4l8 8',
  warning: 'M8 2L1.5 13.5h13zM8 6.5v3.5M8 11.2v1',
  server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h1M5 11h1',
  ended: 'M3 3l10 10M2.5 6V3h3M13.5 10v3h-3M7 3h6.5v4M9 13H2.5V9',
  history: 'M8 2a6 6 0 1 1-5.2 3M2.5 2v3h3M8 5v3.2l2.2 1.6',
  live: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 5.5a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5',
  file: 'M4 1.500h5l3.500 3.500v9.500h-8.500zM9 1.500v3.500h3.500M6 8.500h5M6 11.500h5',
  waiting: 'M8 2a6 6 0 1 1-6 6',
};

/** A drawing in the colour of the text around it. */
export function createIcon(): SVGElement {
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('viewBox', '0 0 16 16');
  icon.setAttribute('aria-hidden', 'true');
  icon.append(document.createElementNS(SVG, 'path'));
  return icon;
}

export function drawIcon(icon: Element, name: PeersIcon | 'twisty'): void {
  icon.setAttribute('class', `icon ${name}`);
  icon.firstElementChild!.setAttribute('d', name === '' ? '' : OUTLINES[name]);
}
