import { probeTitle, type UnattachedProbe } from '../shared/frames/probeLists';
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

/** Possible reasons why nothing is seen, the likeliest first: one sentence each, none if none was found. */
export async function silenceReasons(
  { pids, stopped }: Pick<Silence, 'pids' | 'stopped'>,
  { target, filter, unattached }: SilentTrace,
  proc = '/proc',
): Promise<string[]> {
  const { direction, messageTypes = [], peers = [] } = filter;
  const isFiltered = direction !== undefined || messageTypes.length > 0 || peers.length > 0;
  const names = visible(unattached.map(({ name }) => probeTitle(name)).join(', '));
  return [
    isFiltered ? 'A filter is set, which may exclude everything.' : '',
    stopped ? 'The process is stopped by a debugger or a signal.' : '',
    target.kind === 'binary' && (await runAnother(pids, target.binary, proc))
      ? 'The process runs an older file: the binary has been replaced since it started.'
      : '',
    names === '' ? '' : `These tracepoints are not attached: ${names}.`,
  ].filter(Boolean);
}

/** Whether one of the processes runs another file than is at the path now. */
async function runAnother(pids: number[], binary: string, proc: string): Promise<boolean> {
  const attached = await readIdentity(binary);
  if (!attached) return false;
  const { nodes } = await readProcesses(proc, { pids, any: true });
  return nodes.some(({ file }) => file && !isSameFile(file, attached));
}
