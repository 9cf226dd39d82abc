/** Bytes of frames that are handed on together, unless one frame has more. */
const RUN = 1_000_000;
/** Of the first run, which is all there is of many a file. */
const FIRST = 32_768;

/** Collects frames into runs as a source gives them. */
export class FrameRuns {
  private readonly full: Buffer[] = [];
  private run = Buffer.alloc(0);
  private at = 0;
  private size = FIRST;

  /** Makes room for a frame of so many bytes. @returns Where to write it in {@link FrameRuns.into}, into zeros. */
  room(length: number): number {
    if (this.at + length > this.run.length) {
      this.close();
      this.run = Buffer.alloc(Math.max(this.size, length));
      this.size = RUN;
    }
    const { at } = this;
    this.at += length;
    return at;
  }

  get into(): Buffer {
    return this.run;
  }

  add(frame: Buffer): void {
    const at = this.room(frame.length);
    frame.copy(this.run, at);
  }

  /** The runs that are full; none of them is given twice. */
  take(): Buffer[] {
    return this.full.splice(0);
  }

  /** All there is. */
  takeAll(): Buffer[] {
    this.close();
    return this.take();
  }

  private close(): void {
    if (this.at > 0) this.full.push(this.run.subarray(0, this.at));
    this.run = Buffer.alloc(0);
    this.at = 0;
  }
}
