import type { TraceEnd } from '../../client/trace';
import type { FleetSource } from '../../fleet/reader/fleetSource';
import type { Disposable } from '../../shared/disposable';
import { captureFailed } from '../../shared/errors/captureErrors';
import { fleetEnded } from '../../shared/errors/fleetErrors';
import { UserError } from '../../shared/errors/userError';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { SourceEnd } from '../../shared/source';
import type { Recording } from '../captures/recording';

/** What nodes of a fleet publish, as it fills a recording. */
export class FleetTrace implements Disposable {
  /** Never rejects. */
  readonly ended: Promise<TraceEnd>;
  private begun = false;

  constructor(
    readonly title: string,
    private readonly source: FleetSource,
    private readonly recording: Recording,
    filter: TraceFilter,
  ) {
    recording.filter = filter;
    recording.fleet = source.states;
    this.ended = source.ended.then(endOf);
  }

  /** Lets the events in. Whoever shows the recording subscribes first. */
  begin(): void {
    if (this.begun) return;
    this.begun = true;
    const { capture } = this.recording;
    this.source.flow(async (run) => {
      try {
        await capture.append(run);
      } catch (error) {
        throw error instanceof UserError ? error : captureFailed(error);
      }
    });
  }

  /** From now on the server is asked only for what the filter allows. */
  setFilter(filter: TraceFilter): void {
    this.source.setFilter(filter);
    this.recording.filter = filter;
  }

  async stop(): Promise<TraceEnd> {
    this.begin();
    return endOf(await this.source.stop());
  }

  dispose(): void {
    this.source.dispose();
  }
}

function endOf({ error, ...end }: SourceEnd): TraceEnd {
  if (!error) return end;
  return { ...end, error: error instanceof UserError ? error : fleetEnded(error.message) };
}
