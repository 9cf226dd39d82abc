import { filterTooLarge } from '../../shared/errors/traceErrors';
import {
  MAX_FILTER_PEERS,
  MAX_FILTER_TYPES,
  type TraceFilter,
} from '../../shared/helper/traceFilter';
import type { Dialogs } from '../host/dialogs';
import type { Stage } from '../captures/stage';
import { filterChoices, filterOf } from './filterChoices';

export interface FilterDependencies {
  /** Changes what the kernel passes on. */
  control: { setFilter(filter: TraceFilter): void };
  stage: Pick<Stage, 'trace'>;
  dialogs: () => Pick<Dialogs, 'pickMany'>;
}

/** `Bitcoin: Filter What Is Traced…`: the rest never leaves the kernel. @throws UserError */
export async function filterTrace({ control, stage, dialogs }: FilterDependencies): Promise<void> {
  const { trace: recording } = stage;
  if (!recording?.live) return;
  const chosen = await dialogs().pickMany(
    'Filter What Is Traced',
    'What should be traced? A group with nothing picked is traced as a whole.',
    filterChoices(recording, recording.filter),
  );
  if (!chosen) return;
  const filter = filterOf(chosen);
  const { messageTypes = [], peers = [] } = filter;
  if (messageTypes.length > MAX_FILTER_TYPES)
    throw filterTooLarge(MAX_FILTER_TYPES, 'message types');
  if (peers.length > MAX_FILTER_PEERS) throw filterTooLarge(MAX_FILTER_PEERS, 'peers');
  control.setFilter(filter);
}
