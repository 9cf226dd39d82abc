import type { Disposable } from './disposable';

import type { Hello } from './frames/hello';
import type { TraceFilter } from './helper/traceFilter';

/** Takes whole frames, back to back; resolves when it may be given more. */
export type Sink = (run: Buffer) => Promise<void>;

export interface SourceEnd {
  /**
   * `stopped` also when somebody ended the helper in order, with Ctrl-C or a signal; `finished` when there
   * was nothing more, as at the end of a file.
   */
  reason: 'stopped' | 'finished' | 'node-ended' | 'helper-ended' | 'bad-stream';
  /**
   * All that the kernel held has been through the sink, and after it the last statistics. Without them
   * nobody knows how much was lost.
   */
  complete: boolean;
  /** What went wrong: a UserError where it is known what that means for the user. */
  error?: Error;
}

/**
 * Where frames come from: a helper that traces, a file, later others. Whoever shows, prints or records
 * what a source gives does not know which it is.
 */
export interface Source extends Disposable {
  readonly hello: Hello;
  /** Never rejects. */
  readonly ended: Promise<SourceEnd>;
  /**
   * Begins to give what there is, the hello first. No more is read until the sink resolves; if it rejects,
   * the source stops. Once; until then nothing is read.
   */
  flow(sink: Sink): void;
  /** From now on it gives only what this filter passes; absent where the source always gives everything. */
  setFilter?(filter: TraceFilter): void;
  /** Stops in order: what is under way still arrives, which takes as long as the sink does. */
  stop(reason?: 'stopped' | 'node-ended'): Promise<SourceEnd>;
  /** Ends at once; what is under way is lost. */
  dispose(): void;
}
