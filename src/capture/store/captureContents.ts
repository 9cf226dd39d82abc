import { eventKind } from '../../shared/events/eventKinds';
import { MalformedFrame } from '../../shared/frames/frameReader';
import { BadStream } from '../../shared/frames/frameSplitter';
import { BOOKMARK_KIND } from '../../shared/frames/bookmark';
import { decodeHello, type Hello } from '../../shared/frames/hello';
import { EventFlag, FrameKind, GapFrameCause, HEADER } from '../../shared/frames/layout';
import { decodeStatistics, type Statistics } from '../../shared/frames/statistics';
import { EventIndex } from '../index/eventIndex';
import { isMessage } from '../index/eventKinds';
import { frameLength } from '../index/frameCheck';
import { NodeTable } from '../index/nodeTable';
import { Annotations } from './annotations';
import { Bookmarks } from './bookmarks';
import { decodeGap, type GapFrame } from './gapFrame';
import type { GapCause } from '../index/losses';

/** By the cause of a gap frame, where that is not an earlier segment. */
const CAUSES: Partial<Record<GapFrameCause, GapCause>> = {
  [GapFrameCause.Limit]: 'limit',
  [GapFrameCause.Source]: 'uncaptured',
  [GapFrameCause.Undelivered]: 'undelivered',
  [GapFrameCause.Untraced]: 'untraced',
};
/** Rows are numbers of 32 bits; no capture begins beyond half of them. */
const MAX_FIRST_ROW = 2 ** 31;

/** How far a run of frames is well-formed, bytes, and what is wrong there. */
export interface Taken {
  end: number;
  error?: Error;
}

/** What the frames of a capture say, all but their bytes. */
export class CaptureContents {
  readonly index = new EventIndex();
  /** Who the processes are. */
  readonly nodes = new NodeTable();
  /** What the user noted on events. */
  readonly bookmarks = new Bookmarks(this.index);
  /** What whoever saved the capture added. */
  readonly annotations = new Annotations();
  /** The last statistics of a trace that ended in order were among them. */
  complete = false;
  /** undefined until the first frame. */
  hello: Hello | undefined;
  /** The whole frame of it, a copy. */
  helloFrame: Buffer | undefined;
  /** The latest. */
  statistics: Statistics | undefined;
  /** How much higher the writer of an opened file numbered its rows. */
  private shift = 0;

  /**
   * Takes whole frames over.
   * @param offset Where the run begins in the capture.
   */
  add(run: Buffer, offset: number): Taken {
    return this.eachFrame(run, (view, at, length, kind) => {
      if (isMessage(kind) || eventKind(kind)) this.index.add(view, at, length, offset + at);
      else this.addOther(run.subarray(at, at + length), kind);
    });
  }

  /** Counts the events of a run that the capture does not take. */
  leaveOut(run: Buffer, cause: GapCause): Taken {
    return this.eachFrame(run, (_view, at, length, kind) => {
      if (eventKind(kind)) this.index.losses.add(this.index.length, 1, cause);
      else this.addOther(run.subarray(at, at + length), kind);
    });
  }

  private eachFrame(
    run: Buffer,
    take: (view: DataView, at: number, length: number, kind: number) => void,
  ): Taken {
    const view = new DataView(run.buffer, run.byteOffset, run.length);
    let at = 0;
    try {
      while (at < run.length) {
        const length = frameLength(view, at);
        const kind = view.getUint16(at + HEADER.kind, true);
        if (!this.hello && kind !== (FrameKind.Hello as number))
          throw new MalformedFrame('it does not begin with a hello');
        take(view, at, length, kind);
        at += length;
      }
    } catch (error) {
      if (error instanceof MalformedFrame || error instanceof BadStream) return { end: at, error };
      throw error;
    }
    return { end: at };
  }

  /** Frames without a row; kinds that this version does not know are kept in the file. */
  private addOther(frame: Buffer, kind: number): void {
    if (this.annotations.add(frame, kind)) return;
    switch (kind as FrameKind | typeof BOOKMARK_KIND) {
      case BOOKMARK_KIND:
        this.bookmarks.add(frame);
        return;
      case FrameKind.Hello:
        if (this.hello) return;
        this.hello = decodeHello(frame);
        this.helloFrame = Buffer.from(frame);
        return;
      case FrameKind.Node:
        this.nodes.add(this.index.length, frame);
        return;
      case FrameKind.Statistics:
        this.statistics = decodeStatistics(frame);
        this.complete = (frame.readUInt16LE(HEADER.flags) & EventFlag.Final) !== 0;
        this.index.losses.learn(this.statistics);
        return;
      case FrameKind.Gap:
        this.addGap(decodeGap(frame));
        return;
      case FrameKind.Failure:
        return;
    }
  }

  private addGap({ row, missing, ringFull, cause }: GapFrame): void {
    const { index } = this;
    const { losses } = index;
    if (index.length === 0 && row <= MAX_FIRST_ROW) {
      // Those that are missing here are told as such, not as deleted.
      index.startAt(Math.max(0, row - missing));
      losses.startAt(ringFull);
    }
    // Earlier segments are in this index already; what they held and it does not is damaged.
    const damaged = row - (index.length + this.shift);
    if (cause === GapFrameCause.EarlierSegment) losses.add(index.length, damaged, 'damaged');
    else losses.add(index.length, missing, CAUSES[cause] ?? 'disk-full');
    losses.add(index.length, ringFull - losses.ringFull, 'ring-full');
    this.shift = row - index.length;
  }
}
