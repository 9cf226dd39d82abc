import { Session, type Profiler } from 'node:inspector';

/** How much of the decoders' source has run, by V8's own counters. */
export class Coverage {
  private readonly session = new Session();
  /** By script: each character of its source, 1 if it has run. */
  private readonly seen = new Map<string, Uint8Array>();

  constructor(private readonly folder: string) {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Characters of source that have run as far as it was kept. */
  get size(): number {
    let size = 0;
    for (const script of this.seen.values()) for (const ran of script) size += ran;
    return size;
  }

  /**
   * Characters of source that have run since the last call, and never before.
   * @param keep Whether they count as having run from now on.
   */
  take(keep: boolean): number {
    let fresh = 0;
    // Within one process the answer comes before the call returns.
    this.session.post('Profiler.takePreciseCoverage', (_, { result }) => {
      for (const script of result)
        if (script.url.includes(this.folder)) fresh += this.compare(script, keep);
    });
    return fresh;
  }

  private compare(script: Profiler.ScriptCoverage, keep: boolean): number {
    const now = paint(script);
    const before = this.seen.get(script.scriptId) ?? new Uint8Array(now.length);
    let fresh = 0;
    const all = now.length > before.length ? new Uint8Array(now.length) : before.slice();
    all.set(before);
    now.forEach((ran, at) => {
      if (!ran || all[at]) return;
      all[at] = 1;
      fresh++;
    });
    if (keep) this.seen.set(script.scriptId, all);
    return fresh;
  }
}

/** A range lies within the one before it, and says what holds there instead. */
function paint({ functions }: Profiler.ScriptCoverage): Uint8Array {
  const ranges = functions.flatMap((each) => each.ranges);
  const source = new Uint8Array(Math.max(0, ...ranges.map(({ endOffset }) => endOffset)));
  for (const { startOffset, endOffset, count } of ranges)
    source.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  return source;
}
