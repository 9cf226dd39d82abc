import type { Family } from '../../src/shared/families';
import type { MonitorColour } from '../../src/shared/webview/monitorProtocol';

const TEXT = 'var(--vscode-editor-foreground)';
const PAGE = 'var(--vscode-editor-background)';
/** Of a second row of shades: degrees of hue from the first. */
const TURN = -22;

/**
 * How much of a family's colour a shade has, percent, and what the rest is. The lighter ones come first: they are
 * told from the plain colour in light themes, where that is dark, and from the page in dark ones.
 */
const SHADES: readonly (readonly [number, 'white' | 'black'])[] = [
  [100, 'white'],
  [54, 'white'],
  [58, 'black'],
  [32, 'white'],
  [38, 'black'],
];

/** Families whose colour in the ladder no area can be filled with, or not beside the others. */
const OWN: Partial<Record<Family, string>> = {
  // What is translucent would show the band below it.
  keepalive: `color-mix(in srgb, ${TEXT} 60%, ${PAGE})`,
  // That of text, whose lighter shades would be those of keepalive.
  other: 'var(--vscode-terminal-ansiCyan)',
};
/** Families that share the colour of another, and begin with the second row of its shades. */
const TURNED: readonly string[] = ['compact'];

/** The CSS colour of a band, of the theme as it is. */
export function colourText(colour: MonitorColour): string {
  if (colour === 'received' || colour === 'sent') return `var(--monitor-${colour})`;
  if (colour === 'others') return `color-mix(in srgb, ${TEXT} 50%, ${PAGE})`;
  const [family, nth] = colour.split('-') as [Family, string];
  const isTurned = TURNED.includes(family) !== Number(nth) >= SHADES.length;
  const own = OWN[family] ?? `var(--family-${family})`;
  const base = isTurned ? `oklch(from ${own} l c calc(h + ${TURN}))` : own;
  const [share, rest] = SHADES[Number(nth) % SHADES.length]!;
  return share === 100 ? base : `color-mix(in oklab, ${base} ${share}%, ${rest})`;
}

/** The CSS background of its sign: of all others it is hatched, as in the chart. */
export function swatchText(colour: MonitorColour): string {
  const text = colourText(colour);
  if (colour !== 'others') return text;
  return `repeating-linear-gradient(135deg, ${text} 0 2px, transparent 2px 4px)`;
}
