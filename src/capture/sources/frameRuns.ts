/** Bytes of frames that are handed on together, unless one frame has more. */
const RUN = 1_000_000;

/** Collects frames into runs as a source gives them. */
export class FrameRuns {
  private readonly full: Buffer[] = [];
  private run = Buffer.alloc(0);
  private at = 0;

  /** @param write Writes a frame of so many bytes into zeros, from `at` on. */
  add(length: number, write: (into: Buffer, at: number) => void): void {
    if (this.at + length > this.run.length) {
      this.close();
      this.run = Buffer.alloc(Math.max(RUN, length));
    }
    write(this.run, this.at);
    this.at += length;
  }

  addFrame(frame: Buffer): void {
    this.add(frame.length, (into, at) => frame.copy(into, at));
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
