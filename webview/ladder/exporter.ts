import {
  MAX_ROWS_PER_REQUEST,
  type DrawingWanted,
  type Drawing,
  type Drawn,
  type Heads,
  type LadderHeader,
  type LadderRow,
} from '../../src/shared/webview/ladderProtocol';
import { DRAW_FAILURES } from '../../src/shared/webview/drawFailures';
import { drawLadder, ladderText } from './drawing';
import { currentPalette } from './palette';
import { pngOf } from './png';
import { svgOf } from './svg';

export interface ExportDependencies {
  header: LadderHeader;
  /** Rows at positions [from, to); undefined when another view is shown by then. */
  rowsAt: (from: number, to: number) => Promise<readonly LadderRow[] | undefined>;
  /** Who has a lane there. */
  headsAt: (from: number, to: number) => Promise<Heads | undefined>;
  /** The same with stand-ins for what tells who somebody is. */
  redact: (drawn: Drawn) => Promise<Drawn>;
  timeOf: (row: LadderRow) => string;
}

/**
 * Draws rows for a file.
 * @param chosen Their positions [from, to); those beyond {@link MAX_ROWS_PER_REQUEST} are left out.
 * @throws Error when the rows are not to be had, or the browser cannot draw them.
 */
export async function exportRows(
  { format, redacted, about }: DrawingWanted,
  { from, to }: { from: number; to: number },
  { header, rowsAt, headsAt, redact, timeOf }: ExportDependencies,
): Promise<Drawing> {
  const end = Math.min(to, from + MAX_ROWS_PER_REQUEST);
  const [rows, found] = await Promise.all([rowsAt(from, end), headsAt(from, end)]);
  if (!rows || !found) throw new Error(DRAW_FAILURES.changed);
  const recorded: Drawn = { nodes: header.nodes, heads: found.heads, rows: [...rows] };
  const { nodes, heads, rows: shown } = redacted ? await redact(recorded) : recorded;
  const drawn = shown.map((row) => ({ data: row, time: timeOf(row) }));
  const size = { rows: drawn.length, of: to - from };
  const ladder = { nodes, heads, from };
  if (format === 'text') return { format, content: ladderText(ladder, drawn, about), ...size };
  const picture = drawLadder(ladder, drawn, about);
  const palette = currentPalette();
  const content = format === 'svg' ? svgOf(picture, palette) : await pngOf(picture, palette);
  return { format, content, ...size };
}
