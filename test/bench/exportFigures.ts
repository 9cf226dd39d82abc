import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { convert } from './converting';
import { EXPORT_CAPTURES, RELAY, writeCapture } from './exportCaptures';
import type { Row } from './table';

/** Megabytes of memory that an export may take. */
const MOST_MEMORY = 300;

/** Megabytes of capture a second; undefined where nothing was promised. */
const GOALS = { pcapng: 300, parquet: 100, 'parquet-messages': undefined, csv: undefined } as const;

/** How fast captures are exported for other programs, in bytes of the capture, and how much memory that takes. */
export async function exportFigures(
  formats: readonly (keyof typeof GOALS)[],
  rounds: number,
  bytes: number,
): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'p2p-trace-export-'));
  const path = join(folder, 'capture');
  const rows: Row[] = [];
  try {
    for (const [what, frames] of Object.entries(EXPORT_CAPTURES))
      for (const format of formats) {
        const goal: number | undefined = GOALS[format];
        // What has no goal tells nothing of the bytes of a block, or all of its fields.
        if (goal === undefined && frames !== EXPORT_CAPTURES[RELAY]) continue;
        writeCapture(path, frames, goal === undefined ? bytes / 10 : bytes);
        const { speed, memory } = await convert(path, format, rounds);
        rows.push({
          what: `convert to ${format}: ${what}`,
          goal: goal === undefined ? '' : `≥ ${goal} MB/s, ≤ ${MOST_MEMORY} MB`,
          measured: `${speed.toFixed(0)} MB/s of capture, ${memory.toFixed(0)} MB of memory`,
          held: goal === undefined ? undefined : speed >= goal && memory <= MOST_MEMORY,
        });
      }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return rows;
}
