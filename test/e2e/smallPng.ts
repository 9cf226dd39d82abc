import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Colours of a palette. */
const COLOURS = 256;
const SIGNATURE = 8;

/**
 * A screenshot with a palette: a window has few colours, so that is a third of the size.
 * @param png With eight bits for each of red, green and blue, as Chromium makes them.
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, pixels } = decode(png);
  const counts = new Map<number, number>();
  for (let i = 0; i < pixels.length; i += 3) {
    const colour = pixels.readUIntBE(i, 3);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts.keys()]
    .sort((a, b) => counts.get(b)! - counts.get(a)!)
    .slice(0, COLOURS);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colour, palette)]));
  // Each row begins with its filter, which is none.
  const rows = Buffer.alloc(height * (width + 1));
  for (let i = 0; i < width * height; i++)
    rows[i + Math.floor(i / width) + 1] = places.get(pixels.readUIntBE(i * 3, 3))!;
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const colours = Buffer.alloc(palette.length * 3);
  palette.forEach((colour, i) => colours.writeUIntBE(colour, i * 3, 3));
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function nearest(colour: number, palette: readonly number[]): number {
  const distances = palette.map((each) =>
    [16, 8, 0].reduce(
      (sum, bits) => sum + (((each >> bits) & 255) - ((colour >> bits) & 255)) ** 2,
      0,
    ),
  );
  return distances.indexOf(Math.min(...distances));
}

function decode(png: Buffer): { width: number; height: number; pixels: Buffer } {
  const parts: Buffer[] = [];
  for (let at = SIGNATURE; at < png.length; at += 12 + png.readUInt32BE(at))
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (png[24] !== 8 || png[25] !== 2) throw new Error('not eight bits of red, green and blue');
  const raw = inflateSync(Buffer.concat(parts));
  const size = width * 3;
  const pixels = Buffer.alloc(height * size);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (size + 1)]!;
    for (let x = 0; x < size; x++) {
      const at = y * size + x;
      const left = x < 3 ? 0 : pixels[at - 3]!;
      const above = y === 0 ? 0 : pixels[at - size]!;
      const corner = x < 3 || y === 0 ? 0 : pixels[at - size - 3]!;
      pixels[at] = raw[y * (size + 1) + 1 + x]! + predicted(filter, left, above, corner);
    }
  }
  return { width, height, pixels };
}

/** What the filters of PNG expect of a byte. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter < 3) return [0, left, above][filter]!;
  if (filter === 3) return (left + above) >> 1;
  const [fromLeft, fromAbove] = [Math.abs(above - corner), Math.abs(left - corner)];
  const fromCorner = Math.abs(left + above - 2 * corner);
  if (fromLeft <= fromAbove && fromLeft <= fromCorner) return left;
  return fromAbove <= fromCorner ? above : corner;
}

function chunk(type: string, content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length);
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, check]);
}
