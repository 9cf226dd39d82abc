import type { EventIndex } from './eventIndex';
import { OTHER_PROCESSES } from './peerTable';

/** Whether events of more than one process are known of. */
export function hasSeveralNodes({ peers }: Pick<EventIndex, 'peers'>): boolean {
  const pids = new Set(peers.map(({ pid }) => pid));
  // The places of forgotten peers have no process.
  pids.delete(OTHER_PROCESSES);
  return pids.size > 1;
}
