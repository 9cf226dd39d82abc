import type { TraceEnd } from '../../client/trace';
import type { Disposable } from '../../shared/disposable';
import type { TraceFilter } from '../../shared/helper/traceFilter';

/** A trace that fills a recording: of a node of this machine, or of a fleet. */
export interface RunningTrace extends Disposable {
  /** `bitcoind · regtest` */
  readonly title: string;
  /** Never rejects. */
  readonly ended: Promise<TraceEnd>;
  /** Lets the events in. Whoever shows the recording subscribes first. */
  begin(): void;
  /** From now on only what the filter allows comes. */
  setFilter(filter: TraceFilter): void;
  /** Resolves when everything that was under way is in the recording. */
  stop(): Promise<TraceEnd>;
}
