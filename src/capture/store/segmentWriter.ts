import type { Segment } from './segment';
import { segmentPath } from './segmentNames';
import type { Extent } from './streamMap';

export interface Piece {
  readonly bytes: Buffer;
  readonly extent: Extent;
}

/** Writes pieces to their files; makes files and deletes them on the way. Not to be called twice at once. */
export class SegmentWriter {
  private doomed: Segment[] = [];
  /** The file that has the capture's own name. */
  private newest: Segment | undefined;
  /** How many segments were given the name of an earlier one. */
  private earlier = 0;

  constructor(private readonly path: string) {}

  /** The file is deleted before anything else is written. */
  remove(segment: Segment): void {
    this.doomed.push(segment);
  }

  /**
   * @throws What the file system says: extents then tell what is written. Everything may be tried again.
   */
  async write(pieces: readonly Piece[]): Promise<void> {
    for (let from = 0, to = 0; from < pieces.length; from = to) {
      const { extent } = pieces[from]!;
      while (pieces[to]?.extent === extent) to++;
      await this.removeDoomed();
      // Also where it was meanwhile.
      if (extent.segment.dropped) continue;
      await this.prepare(extent.segment);
      await writeInto(
        extent,
        pieces.slice(from, to).map(({ bytes }) => bytes),
      );
    }
  }

  /** Deletes what is left to delete, as far as possible. */
  async close(): Promise<void> {
    for (const segment of this.doomed) await segment.remove().catch(() => segment.close());
  }

  private async removeDoomed(): Promise<void> {
    for (let oldest = this.doomed[0]; oldest; oldest = this.doomed[0]) {
      await oldest.remove();
      this.doomed.shift();
    }
  }

  private async prepare(segment: Segment): Promise<void> {
    if (this.newest === segment) return;
    if (!segment.created) {
      const last = this.newest?.dropped ? undefined : this.newest;
      await last?.rename(segmentPath(this.path, this.earlier + 1));
      try {
        await segment.create(false);
      } catch (error) {
        // The name that the user knows stays there.
        await last?.rename(this.path);
        throw error;
      }
      this.earlier++;
    }
    this.newest = segment;
  }
}

async function writeInto(extent: Extent, buffers: readonly Buffer[]): Promise<void> {
  const { segment, preamble, start } = extent;
  const first = extent.at === undefined;
  extent.at ??= segment.size + preamble.length;
  try {
    await segment.write(first ? [preamble, ...buffers] : buffers);
  } finally {
    extent.end = start + Math.max(0, segment.size - extent.at);
  }
}
