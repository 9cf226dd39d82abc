import {
  MAX_ROWS_PER_REQUEST,
  type Drawing,
  type ExportFormat,
  type LadderHeader,
  type LadderRow,
} from '../../src/shared/webview/ladderProtocol';
import { drawLadder, ladderText } from './drawing';
import { currentPalette } from './palette';
import { pngOf } from './png';
import { svgOf } from './svg';

/** Draws rows for a file, once they are there. */
export class Exporter {
  private wanted:
    { format: ExportFormat; masked: boolean; from: number; to: number; of: number } | undefined;

  /** @returns Positions [from, to) whose rows are needed. */
  want(
    format: ExportFormat,
    masked: boolean,
    chosen: { from: number; to: number },
  ): { from: number; to: number } {
    const { from } = chosen;
    const to = Math.min(chosen.to, from + MAX_ROWS_PER_REQUEST);
    this.wanted = { format, masked, from, to, of: chosen.to - from };
    return { from, to };
  }

  /** @returns undefined for rows that nobody wants to have drawn. */
  async take(
    from: number,
    rows: readonly LadderRow[],
    header: LadderHeader,
    timeOf: (row: LadderRow) => string,
  ): Promise<Drawing | undefined> {
    const { wanted } = this;
    if (wanted?.from !== from || rows.length < wanted.to - from) return undefined;
    this.wanted = undefined;
    const { format, masked, of } = wanted;
    const drawn = rows.slice(0, wanted.to - from).map((row) => ({ data: row, time: timeOf(row) }));
    const size = { rows: drawn.length, of };
    if (format === 'text') return { format, content: ladderText(header, drawn, masked), ...size };
    const picture = drawLadder(header, drawn, masked);
    const palette = currentPalette();
    const content = format === 'svg' ? svgOf(picture, palette) : await pngOf(picture, palette);
    return { format, content, ...size };
  }
}
