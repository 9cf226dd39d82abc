import { Emitter } from '../../shared/emitter';
import { GAP, GapFrameCause } from '../../shared/frames/layout';
import type { CaptureContents, Taken } from './captureContents';
import type { CaptureFile, Preamble } from './captureFile';
import { encodeGap } from './gapFrame';
import type { CreateOptions, Keeping, Rotation } from './keeping';
import type { GapCause } from '../index/losses';
import { writeErrnoText } from '../../shared/text/errnoText';

/** Events that are indexed though the file cannot be written: 150 MB. Further ones are counted only. */
const MAX_UNKEPT_ROWS = 4 * 1024 * 1024;

/** Decides what becomes of frames that arrive: taken, at the cost of older ones, or counted only. */
export class Recorder {
  private state: Keeping = { kind: 'all' };
  private keptFrom = 0;
  /** Why writing failed last. */
  private detail = '';
  private readonly rotated = new Emitter<Rotation>();
  private readonly keepingChanged = new Emitter<Keeping>();

  readonly onRotate = this.rotated.event;
  readonly onKeeping = this.keepingChanged.event;

  constructor(
    private readonly contents: CaptureContents,
    private readonly file: CaptureFile,
    private readonly options: CreateOptions,
  ) {
    file.onFailing((error) => this.failing(error));
  }

  get keeping(): Keeping {
    return this.state;
  }

  /** Of the system: no space left. '' while nothing failed. */
  get failure(): string {
    return this.detail;
  }

  /** Takes whole frames over; the file must be writable. */
  take(run: Buffer): Taken {
    const { contents, file } = this;
    const cause = this.leavesOut(run.length);
    if (cause) return contents.leaveOut(run, cause);
    const preamble = this.preamble();
    const taken = contents.add(run, file.length);
    file.append(run.subarray(0, taken.end), preamble);
    this.dropRotated();
    return taken;
  }

  /** Writes what is left, and how much is missing at the end; then closes the file. @throws As CaptureFile.close. */
  async close(): Promise<void> {
    this.rotated.dispose();
    this.keepingChanged.dispose();
    const { file, contents } = this;
    if (this.state.kind === 'full') {
      const { length, losses } = contents.index;
      const missing = leftOut(losses.between(length - 1, length), 'limit');
      const { ringFull } = losses;
      file.append(encodeGap({ row: length, missing, ringFull, cause: GapFrameCause.Limit }));
    }
    await file.close(this.preamble());
  }

  /** @returns Why these bytes are not taken. */
  private leavesOut(bytes: number): GapCause | undefined {
    const { limitBytes, whenFull } = this.options;
    if (limitBytes !== undefined && whenFull === 'stop') {
      // Room for a last word on what is missing.
      const fits = this.file.size + bytes <= limitBytes - GAP.end;
      if (this.state.kind !== 'full' && !fits) this.keep({ kind: 'full', limitBytes });
      if (this.state.kind === 'full') return 'limit';
    }
    const { index } = this.contents;
    if (this.file.skipping && index.length - index.rowAt(this.file.keptEnd) >= MAX_UNKEPT_ROWS)
      return 'disk-full';
    return undefined;
  }

  /** What has to come before the next bytes. */
  private preamble(): Preamble {
    const { helloFrame, index, nodes, bookmarks } = this.contents;
    const row = index.length;
    const { ringFull } = index.losses;
    return (beginsFile, resumes) => {
      // The stream itself begins with the hello.
      if (!helloFrame) return Buffer.alloc(0);
      const cause = resumes ? GapFrameCause.Disk : GapFrameCause.EarlierSegment;
      const missing = resumes ? this.unkept(row) : 0;
      const gap = encodeGap({ row, missing, ringFull, cause });
      return beginsFile
        ? Buffer.concat([helloFrame, gap, ...nodes.frames, ...bookmarks.frames])
        : gap;
    };
  }

  /** Events before this row that are not in the file, though all before them are. */
  private unkept(row: number): number {
    const { index } = this.contents;
    const first = index.rowAt(this.file.keptEnd);
    return row - first + leftOut(index.losses.between(first - 1, row), 'disk-full');
  }

  private dropRotated(): void {
    const { index } = this.contents;
    if (this.file.start === this.keptFrom) return;
    this.keptFrom = this.file.start;
    const before = index.firstRow;
    index.dropBefore(index.rowAt(this.keptFrom));
    this.rotated.fire({ firstRow: index.firstRow, rows: index.firstRow - before });
  }

  private failing(error: Error | undefined): void {
    if (error) this.detail = writeErrnoText(error);
    if (this.state.kind === 'full') return;
    this.keep(error ? { kind: 'failing', detail: this.detail } : { kind: 'all' });
  }

  private keep(state: Keeping): void {
    this.state = state;
    this.keepingChanged.fire(state);
  }
}

function leftOut(gaps: readonly { count: number; cause: GapCause }[], cause: GapCause): number {
  return gaps.find((gap) => gap.cause === cause)?.count ?? 0;
}
