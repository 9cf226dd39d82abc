import { isMessage } from '../../capture/index/eventKinds';
import type { OpenedSource } from '../../capture/sources/sourceKind';
import { decodeGap, encodeGap } from '../../capture/store/gapFrame';
import { BOOKMARK_KIND, decodeBookmark, encodeBookmark } from '../../shared/frames/bookmark';
import {
  EventFlag,
  FrameKind,
  GapFrameCause,
  HEADER,
  STATISTICS,
} from '../../shared/frames/layout';
import { RowWalk } from '../convert/rowWalk';
import type { Frames, Transformation } from '../convert/transformation';
import type { Takes } from './filterRows';
import type { KeptAnswers } from './keptAnswers';
import type { KeptRows } from './keptRows';

/**
 * Leaves out the events that are not wanted. What was lost before one of them is told by the next that is,
 * and what names rows names those that they have then.
 * @param rows Is told of each. @param answers Likewise, where somebody asks.
 */
export function selectFrames(takes: Takes, rows: KeptRows, answers?: KeptAnswers): Transformation {
  return (passing, source) => ({
    ...passing,
    frames: selected(passing.frames, new Selector(takes, rows, answers, source)),
  });
}

async function* selected(frames: Frames, selector: Selector): Frames {
  for await (const run of frames) yield* selector.take(run);
  yield* selector.end();
}

class Selector {
  private readonly walk: RowWalk;
  /** Losses before events that are left out, which nothing has told yet. */
  private untold = 0;
  /** Losses to a full ring buffer that events tell so far: see Losses.ringFull. */
  private told = 0;
  /** Messages that arrived in part and are left out: statistics count them as lost. */
  private incomplete = 0;
  /** How much higher the writer numbered its rows. */
  private shift = 0;

  constructor(
    private readonly takes: Takes,
    private readonly rows: KeptRows,
    private readonly answers: KeptAnswers | undefined,
    source: OpenedSource,
  ) {
    this.walk = new RowWalk(source.contents.index);
  }

  /** What is left of a run: stretches of it, and frames that had to be changed. */
  take(run: Buffer): Buffer[] {
    const pieces: Buffer[] = [];
    let from = 0;
    let to = 0;
    this.walk.each(run, (frame, row, at) => {
      const kept = row === undefined ? this.other(frame) : this.event(frame, row);
      if (kept !== frame) {
        if (to > from) pieces.push(run.subarray(from, to));
        if (kept) pieces.push(kept);
        from = at + frame.length;
      }
      to = at + frame.length;
    });
    if (to > from) pieces.push(run.subarray(from, to));
    return pieces;
  }

  /** Tells what was lost before events at the end. */
  end(): Buffer[] {
    if (this.untold === 0) return [];
    const row = this.walk.next + this.shift - this.rows.dropped;
    const ringFull = this.told + this.untold;
    const cause = GapFrameCause.EarlierSegment;
    return [encodeGap({ row, missing: 0, ringFull, cause })];
  }

  private event(frame: Buffer, row: number): Buffer | undefined {
    const isKept = this.takes(row, frame);
    const isOfMessage = isMessage(frame.readUInt16LE(HEADER.kind));
    this.rows.add(row, isKept, isOfMessage);
    this.answers?.add(frame, row, isKept);
    const lost = frame.readUInt32LE(HEADER.lostRingFull) + this.untold;
    const isPart = isOfMessage && (frame.readUInt16LE(HEADER.flags) & EventFlag.RingFull) !== 0;
    if (!isKept) {
      this.untold = lost;
      if (isPart) this.incomplete++;
      return undefined;
    }
    this.told += lost + (isPart ? 1 : 0);
    if (this.untold === 0) return frame;
    this.untold = 0;
    const changed = Buffer.from(frame);
    changed.writeUInt32LE(Math.min(lost, 0xffffffff), HEADER.lostRingFull);
    return changed;
  }

  private other(frame: Buffer): Buffer | undefined {
    switch (frame.readUInt16LE(HEADER.kind) as FrameKind | typeof BOOKMARK_KIND) {
      case FrameKind.Gap:
        return this.gap(frame);
      case FrameKind.Statistics:
        return this.statistics(frame);
      case BOOKMARK_KIND: {
        const bookmark = decodeBookmark(frame);
        const row = this.rows.numberOf(bookmark.row);
        if (row === bookmark.row) return frame;
        return row === undefined ? undefined : encodeBookmark({ ...bookmark, row });
      }
      default:
        return frame;
    }
  }

  private gap(frame: Buffer): Buffer {
    const gap = decodeGap(frame);
    this.shift = gap.row - this.walk.next;
    const { seen, kept, dropped } = this.rows;
    const row = gap.row - dropped;
    const ringFull = Math.max(0, gap.ringFull - this.incomplete);
    if (seen > 0 && kept === 0) {
      // A reader takes what the first frame of all tells for what was told before: it is told later.
      this.untold = Math.max(this.untold, ringFull - this.told);
      return encodeGap({ ...gap, row, ringFull: this.told });
    }
    // It tells what nothing has told.
    this.untold = 0;
    this.told = ringFull;
    return encodeGap({ ...gap, row, ringFull });
  }

  private statistics(frame: Buffer): Buffer {
    if (this.incomplete === 0) return frame;
    const changed = Buffer.from(frame);
    const lost = Number(frame.readBigUInt64LE(STATISTICS.lostRingFull));
    const left = BigInt(Math.max(0, lost - this.incomplete));
    changed.writeBigUInt64LE(left, STATISTICS.lostRingFull);
    return changed;
  }
}
