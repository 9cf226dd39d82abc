import type { Drawing, Ink, Shape } from './drawing';

/** CSS colours, and the font. */
export interface Palette {
  background: string;
  font: string;
  inks: Record<Ink, string>;
}

const HEAD = 9;

/** A picture that needs nothing else: no font, no style, no script. */
export function svgOf(
  { width, height, shapes }: Drawing,
  { background, font, inks }: Palette,
): string {
  const elements = shapes.map((shape) => svgShape(shape, inks, background));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${escape(font)}" font-size="13">
<rect width="100%" height="100%" fill="${escape(background)}"/>
${elements.join('\n')}
</svg>
`;
}

function svgShape(shape: Shape, inks: Palette['inks'], background: string): string {
  const colour = escape(inks[shape.ink]);
  switch (shape.kind) {
    case 'line': {
      const { x1, y1, x2, y2, width, dashed } = shape;
      const dash = dashed ? ' stroke-dasharray="6 4"' : '';
      return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}" stroke-width="${width}"${dash}/>`;
    }
    case 'head':
      return `<path d="${headPath(shape)}" fill="${colour}"/>`;
    case 'text': {
      const { x, y, text, align, bold, backed } = shape;
      const weight = bold ? ' font-weight="600"' : '';
      // An outline in the colour of the background keeps the line from shining through.
      const halo = backed
        ? ` stroke="${escape(background)}" stroke-width="5" stroke-linejoin="round" paint-order="stroke"`
        : '';
      return `<text x="${x}" y="${y}" dominant-baseline="central" text-anchor="${align}" fill="${colour}"${weight}${halo}>${escape(text)}</text>`;
    }
  }
}

/** The path of an arrow's head. */
export function headPath({ x, y, rightwards }: Extract<Shape, { kind: 'head' }>): string {
  const back = x + (rightwards ? -HEAD : HEAD);
  return `M${x} ${y}L${back} ${y - 5}V${y + 5}Z`;
}

/** What a peer chose is text, here too. */
function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
