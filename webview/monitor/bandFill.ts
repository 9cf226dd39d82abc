import type { MonitorColour } from '../../src/shared/webview/monitorProtocol';
import { make } from '../common/dom';
import { colourText } from './colourText';

/** Of the hatching of all other types, pixels. */
const HATCH = 5;

/** What bands are filled with, in the colours of VS Code's theme as they are now. */
export function bandFills(colours: readonly MonitorColour[]): (string | CanvasPattern)[] {
  const probe = make('span', '');
  document.body.append(probe);
  const fills = colours.map((colour) => {
    // Only of an element does the browser say what the theme's variables stand for.
    probe.style.color = colourText(colour);
    const text = getComputedStyle(probe).color;
    return colour === 'others' ? hatched(text) : text;
  });
  probe.remove();
  return fills;
}

function hatched(colour: string): string | CanvasPattern {
  const size = Math.round(HATCH * window.devicePixelRatio);
  const tile = document.createElement('canvas');
  tile.width = tile.height = size;
  const context = tile.getContext('2d');
  if (!context) return colour;
  context.strokeStyle = colour;
  context.lineWidth = size / 3;
  // The corners belong to lines of the tiles beside it.
  for (const shift of [-size, 0, size]) {
    context.beginPath();
    context.moveTo(shift - 1, size + 1);
    context.lineTo(shift + size + 1, -1);
    context.stroke();
  }
  return context.createPattern(tile, 'repeat') ?? colour;
}
