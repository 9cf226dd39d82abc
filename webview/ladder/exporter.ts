import type { ExportFormat, LadderHeader, LadderRow } from '../../src/shared/ladderProtocol';
import { drawLadder, ladderText } from './drawing';
import { currentPalette } from './palette';
import { pngOf } from './png';
import { svgOf } from './svg';

/** Rows of one picture. */
const MOST_ROWS = 500;

export interface Exported {
  format: ExportFormat;
  content: string | Uint8Array;
}

/** Draws rows for a file, once they are there. */
export class Exporter {
  private wanted: { format: ExportFormat; masked: boolean; from: number; to: number } | undefined;

  /** @returns Positions [from, to) whose rows are needed. */
  want(
    format: ExportFormat,
    masked: boolean,
    chosen: { from: number; to: number },
  ): { from: number; to: number } {
    const { from } = chosen;
    const to = Math.min(chosen.to, from + MOST_ROWS);
    this.wanted = { format, masked, from, to };
    return { from, to };
  }

  /** @returns undefined for rows that nobody wants to have drawn. */
  async take(
    from: number,
    rows: readonly LadderRow[],
    header: LadderHeader,
    timeOf: (row: LadderRow) => string,
  ): Promise<Exported | undefined> {
    const { wanted } = this;
    if (wanted?.from !== from || rows.length < wanted.to - from) return undefined;
    this.wanted = undefined;
    const { format, masked } = wanted;
    const drawn = rows.slice(0, wanted.to - from).map((row) => ({ data: row, time: timeOf(row) }));
    if (format === 'text') return { format, content: ladderText(header, drawn, masked) };
    const picture = drawLadder(header, drawn, masked);
    const palette = currentPalette();
    const content = format === 'svg' ? svgOf(picture, palette) : await pngOf(picture, palette);
    return { format, content };
  }
}
