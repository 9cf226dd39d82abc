import type { FleetOptions, FleetSource } from '../../fleet/reader/fleetSource';
import type { FleetLook } from '../../fleet/reader/lookAtFleet';
import type { ServerOptions } from '../../fleet/nats/connect';
import { cancelled } from '../../shared/errors/launchErrors';

/** The client of NATS is loaded when somebody reads a fleet, not with the extension. @throws UserError */
export async function openFleet(
  server: ServerOptions,
  options: FleetOptions,
  onNotice: (notice: Error) => void,
  signal: AbortSignal,
): Promise<FleetSource> {
  const { FleetSource } = await import('../../fleet/reader/fleetSource');
  const opening = FleetSource.open(server, options, onNotice);
  void opening.then(
    (source) => {
      if (signal.aborted) source.dispose();
    },
    () => undefined,
  );
  return orCancelled(opening, signal);
}

/** @throws UserError */
export async function lookAt(
  server: ServerOptions,
  stream: string | undefined,
  signal: AbortSignal,
): Promise<FleetLook | { streams: string[] }> {
  const { lookAtFleet } = await import('../../fleet/reader/lookAtFleet');
  return orCancelled(lookAtFleet(server, stream), signal);
}

function orCancelled<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(cancelled());
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
