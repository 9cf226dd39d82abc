/** Calls back with each frame of a run of whole frames, as FrameSplitter gives them. */
export function forEachFrame(run: Buffer, visit: (frame: Buffer, offset: number) => void): void {
  for (let at = 0; at < run.length;) {
    const length = run.readUInt32LE(at);
    visit(run.subarray(at, at + length), at);
    at += length;
  }
}
