import type { NodeState } from '../../fleet/reader/nodeStates';
import { assertNever } from '../../shared/assertNever';
import { localTime } from '../../shared/text/dateText';
import { formatBytes, plural } from '../../shared/text/quantity';

/** `live`, `silent since 14:03:22`, `losing: 120 events, 2.0 MB wait at its agent`. */
export function nodeStateText(state: NodeState): string {
  switch (state.kind) {
    case 'live':
      return 'live';
    case 'silent':
      return state.since === 0 ? 'silent' : `silent since ${timeText(state.since)}`;
    case 'losing': {
      const { lost, spooled } = state;
      const waiting = spooled > 0 ? `${formatBytes(spooled)} wait at its agent` : '';
      if (lost === 0) return `behind: ${waiting}`;
      return [`losing: ${plural(lost, 'event')} just now`, waiting].filter(Boolean).join(', ');
    }
    case 'ended':
      return `agent ended at ${timeText(state.since)}`;
    default:
      return assertNever(state);
  }
}

/** `14:03:22`, with the day where it is another one. @param ms Unix milliseconds. */
export function timeText(ms: number): string {
  const [day, time] = localTime(ms).split(' ') as [string, string];
  return localTime(Date.now()).startsWith(day) ? time : `${day} ${time}`;
}
