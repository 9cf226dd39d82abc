import { DRAW_FAILURES } from '../../src/shared/webview/drawFailures';
import type { Drawing, Shape } from './drawing';
import { headPath, type Palette } from './svg';

/** @throws Error where the browser has no memory for it. */
export async function pngOf(
  drawing: Drawing,
  { background, font, inks }: Palette,
): Promise<Uint8Array> {
  const canvas = document.createElement('canvas');
  const scale = 2;
  canvas.width = drawing.width * scale;
  canvas.height = drawing.height * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error(DRAW_FAILURES.noCanvas);
  context.scale(scale, scale);
  context.fillStyle = background;
  context.fillRect(0, 0, drawing.width, drawing.height);
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  for (const shape of drawing.shapes) paint(context, shape, { background, font, inks });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(DRAW_FAILURES.tooLarge);
  return new Uint8Array(await blob.arrayBuffer());
}

function paint(
  context: CanvasRenderingContext2D,
  shape: Shape,
  { background, font, inks }: Palette,
): void {
  const colour = inks[shape.ink];
  if (shape.kind === 'line') {
    context.strokeStyle = colour;
    context.lineWidth = shape.width;
    context.setLineDash(shape.dashed ? [6, 4] : []);
    context.beginPath();
    context.moveTo(shape.x1, shape.y1);
    context.lineTo(shape.x2, shape.y2);
    context.stroke();
  } else if (shape.kind === 'head') {
    context.fillStyle = colour;
    context.fill(new Path2D(headPath(shape)));
  } else {
    context.font = `${shape.bold ? '600 ' : ''}13px ${font}`;
    context.textAlign = shape.align === 'middle' ? 'center' : shape.align;
    if (shape.backed) {
      context.strokeStyle = background;
      context.lineWidth = 5;
      context.setLineDash([]);
      context.strokeText(shape.text, shape.x, shape.y);
    }
    context.fillStyle = colour;
    context.fillText(shape.text, shape.x, shape.y);
  }
}
