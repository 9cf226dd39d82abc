import type { Capture } from '../../capture/capture';
import { assertNever } from '../../shared/assertNever';
import { MOST_FILTERS, type KeptFilter } from '../../shared/frames/annotations';
import type { FilterChange, NamedFilter } from '../../shared/webview/ladderProtocol';
import type { Dialogs, PickItem } from '../host/dialogs';
import type { FilterMemory } from './filterMemory';
import type { LadderSession } from './ladderSession';

const NAME = 'The name under which the filter is offered';

/** Saved with the capture, by whoever saved it. */
const OF_CAPTURE = 'In this capture';

/** A ladder, as far as its filter is concerned. */
export interface FilteredLadder {
  session: Pick<LadderSession, 'query' | 'ask'>;
  recording: { capture: Pick<Capture, 'annotations'> };
}

/**
 * What a capture that is saved has of filters: those in force without a name, those of the user, and those
 * that the capture had before.
 */
export function keptFilters(
  ofCapture: readonly KeptFilter[],
  saved: readonly NamedFilter[],
  inForce: readonly string[],
): KeptFilter[] {
  const own = saved.map(({ name }) => name);
  return [
    ...[...new Set(inForce)].map((filter) => ({ name: '', filter })),
    ...saved,
    ...ofCapture.filter(({ name }) => name !== '' && !own.includes(name)),
  ].slice(0, MOST_FILTERS);
}

/** Lets the user choose among the filters there are, and change those that are their own. */
export async function chooseFilter(
  { session, recording }: FilteredLadder,
  memory: FilterMemory,
  dialogs: Dialogs,
): Promise<void> {
  const { saved, supplied, recent } = memory.lists;
  const current = session.query.filter.trim();
  const isOther = (filter: string): boolean => filter !== current;
  const apply = (filter: string) => () => session.ask({ ...session.query, filter });
  const change = (what: FilterChange, named: NamedFilter) => () =>
    changeFilter(what, named, memory, dialogs);
  const items: PickItem<() => void | Promise<void>>[] = [];
  if (current !== '' && !saved.some(({ filter }) => filter === current))
    items.push({
      label: 'Save This Filter…',
      description: current,
      group: 'This filter',
      value: change('save', { name: current, filter: current }),
    });
  for (const { name, filter } of saved)
    items.push({ ...labelOf(name, filter), group: 'Saved filters', value: apply(filter) });
  for (const { name, filter } of recording.capture.annotations.filters)
    items.push({ ...labelOf(name || filter, filter), group: OF_CAPTURE, value: apply(filter) });
  for (const { name, filter } of supplied)
    items.push({ ...labelOf(name, filter), group: 'Useful filters', value: apply(filter) });
  for (const filter of recent.filter(isOther))
    items.push({ label: filter, group: 'Recent filters', value: apply(filter) });
  for (const named of saved) {
    const { name } = named;
    const group = 'Change saved filters';
    items.push({ label: `Rename “${name}”…`, group, value: change('rename', named) });
    items.push({ label: `Delete “${name}”`, group, value: change('delete', named) });
  }
  await (
    await dialogs.pick('Saved Filters', 'Choose a filter', items)
  )?.();
}

/** Saves, renames or deletes a filter; the user is asked for its name. */
export async function changeFilter(
  change: FilterChange,
  { name, filter }: NamedFilter,
  memory: FilterMemory,
  dialogs: Pick<Dialogs, 'ask'>,
): Promise<void> {
  switch (change) {
    case 'save': {
      const chosen = (await dialogs.ask('Save Filter', NAME, name))?.trim();
      if (chosen) memory.save(chosen, filter);
      return;
    }
    case 'rename': {
      const chosen = (await dialogs.ask('Rename Filter', NAME, name))?.trim();
      if (chosen) memory.rename(name, chosen);
      return;
    }
    case 'delete':
      memory.delete(name);
      return;
    default:
      assertNever(change);
  }
}

/** One of an earlier version is its own name. */
function labelOf(name: string, filter: string): Pick<PickItem<unknown>, 'label' | 'description'> {
  return name === filter ? { label: name } : { label: name, description: filter };
}
