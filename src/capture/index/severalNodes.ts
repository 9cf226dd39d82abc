import type { EventIndex } from './eventIndex';
import { OTHER_PROCESSES } from './peerTable';

/** Whether events of more than one process are known of. */
export function hasSeveralNodes({ peers }: Pick<EventIndex, 'peers'>): boolean {
  // The places of forgotten peers have no process.
  const first = peers.find(({ pid }) => pid !== OTHER_PROCESSES);
  return peers.some(({ pid }) => pid !== OTHER_PROCESSES && pid !== first!.pid);
}
