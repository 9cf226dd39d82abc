import type { UnattachedProbe } from '../shared/frames/probeLists';
import type { TraceFilter } from '../shared/helper/traceFilter';
import { visible } from '../shared/text/visible';
import type { TraceTarget } from './helperCommand';
import { isSameFile } from './nodeIdentity';
import { readIdentity, readProcesses } from './readProcesses';
import type { Silence } from './silence';

export interface SilentTrace {
  target: TraceTarget;
  filter: TraceFilter;
  unattached: readonly UnattachedProbe[];
}

/** What can be the reason that nothing is seen, the likeliest first: a sentence each, none where nothing tells. */
export async function silenceReasons(
  { pids, stopped }: Pick<Silence, 'pids' | 'stopped'>,
  { target, filter, unattached }: SilentTrace,
  proc = '/proc',
): Promise<string[]> {
  const { direction, messageTypes = [], peers = [] } = filter;
  const isFiltered = direction !== undefined || messageTypes.length > 0 || peers.length > 0;
  const names = visible(unattached.map(({ name }) => `net:${name}`).join(', '));
  return [
    isFiltered ? 'A filter is set, which may leave out all that there is.' : '',
    stopped ? 'The process is stopped, by a debugger or a signal.' : '',
    target.kind === 'binary' && (await runAnother(pids, target.binary, proc))
      ? 'The process runs another file than the binary is now: it was replaced.'
      : '',
    names === '' ? '' : `Not attached: ${names}.`,
  ].filter(Boolean);
}

/** Whether one of the processes runs another file than is at the path now. */
async function runAnother(pids: number[], binary: string, proc: string): Promise<boolean> {
  const attached = await readIdentity(binary);
  if (!attached) return false;
  const { nodes } = await readProcesses(proc, { pids, any: true });
  return nodes.some(({ file }) => file && !isSameFile(file, attached));
}
