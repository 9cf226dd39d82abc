import type { UnattachedProbe } from '../shared/hello';
import type { TraceFilter } from '../shared/traceFilter';
import { visible } from '../shared/visible';
import type { TraceTarget } from './helperCommand';
import { inodeOf } from './nodeProcess';
import { readSandbox } from './preflight/sandbox';
import { readText } from './readable';

export interface SilentTrace {
  target: TraceTarget;
  filter: TraceFilter;
  unattached: readonly UnattachedProbe[];
}

/** What can be the reason that nothing is seen, the likeliest first: a sentence each, none where nothing tells. */
export function silenceReasons(
  pids: readonly number[],
  { target, filter, unattached }: SilentTrace,
  proc = '/proc',
): string[] {
  const { direction, messageTypes = [], peers = [] } = filter;
  const isFiltered = direction !== undefined || messageTypes.length > 0 || peers.length > 0;
  const names = visible(unattached.map(({ name }) => `net:${name}`).join(', '));
  const own = readSandbox(process.env, proc.replace(/\/proc$/, '') || '/').pidNamespace;
  return [
    isFiltered ? 'A filter is set, which may leave out all that there is.' : '',
    pids.some((pid) => isStopped(pid, proc))
      ? 'The process is stopped, by a debugger or a signal.'
      : '',
    target.kind === 'binary' && pids.some((pid) => runsAnother(pid, target.binary, proc))
      ? 'The process runs another file than the binary is now: it was replaced.'
      : '',
    names === '' ? '' : `Not attached: ${names}.`,
    own === 'machine'
      ? ''
      : 'This is a pid namespace of its own, in which processes have other numbers: trace the binary instead of a process.',
  ].filter(Boolean);
}

/** State T, or t while a debugger has it. */
function isStopped(pid: number, proc: string): boolean {
  return /^State:\s+[Tt]/m.test(readText(`${proc}/${pid}/status`) ?? '');
}

function runsAnother(pid: number, binary: string, proc: string): boolean {
  const [runs, attached] = [inodeOf(`${proc}/${pid}/exe`), inodeOf(binary)];
  return runs !== undefined && attached !== undefined && runs !== attached;
}
