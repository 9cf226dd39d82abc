import type { FleetOptions, FleetSource } from '../../fleet/reader/fleetSource';
import { fleetEnded } from '../../shared/errors/fleetErrors';
import { UserError } from '../../shared/errors/userError';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import type { Recording } from '../captures/recording';
import type { FleetAddress, FleetChoice } from '../fleet/fleetAddress';
import { FleetTrace } from '../fleet/fleetTrace';
import type { Dialogs } from '../host/dialogs';
import { firstEvent } from './launchTrace';

/** Connects to a fleet, with what is kept of its secrets. @throws UserError */
export type OpenFleet = (
  address: FleetAddress,
  options: FleetOptions,
  onNotice: (notice: Error) => void,
  signal: AbortSignal,
) => Promise<FleetSource>;

export interface FleetLaunch {
  choice: FleetChoice;
  title: string;
  recording: Recording;
  /** What is wanted of messages. */
  filter: TraceFilter;
  dialogs: Dialogs;
  open: OpenFleet;
  signal: AbortSignal;
  /** Something that the user should know and that does not end the trace. */
  onNotice: (notice: UserError) => void;
}

/**
 * Begins to read a fleet under a notification that can cancel it and stays until the first event.
 * @returns Resolves when it is connected. @throws UserError
 */
export function launchFleet(launch: FleetLaunch): Promise<FleetTrace> {
  const { title, dialogs, recording } = launch;
  return new Promise((resolve, reject) => {
    const work = async (report: (text: string) => void, cancelled: AbortSignal) => {
      try {
        report('connecting…');
        const trace = await connect(launch, AbortSignal.any([launch.signal, cancelled]));
        resolve(trace);
        report('waiting for its first message…');
        await firstEvent(trace, { recording }, cancelled);
        if (cancelled.aborted) await trace.stop();
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    };
    dialogs.progress(`Reading ${title}`, work).catch(reject);
  });
}

async function connect(launch: FleetLaunch, signal: AbortSignal): Promise<FleetTrace> {
  const { choice, title, recording, open, onNotice } = launch;
  const { address, nodes, from } = choice;
  const filter = { ...launch.filter, ...(nodes.length > 0 && { nodes }) };
  const { stream } = address;
  const tell = (notice: Error) =>
    onNotice(notice instanceof UserError ? notice : fleetEnded(notice.message));
  const source = await open(address, { stream, nodes, from, filter }, tell, signal);
  recording.unattached = source.hello.unattached;
  return new FleetTrace(title, source, recording, filter);
}
