import type {
  FilterChange,
  FilterLists,
  NamedFilter,
} from '../../src/shared/webview/ladderProtocol';
import type { Choice } from './choiceList';

/** Recent filters that are offered. */
const MOST_RECENT = 8;

export interface FilterChoiceEvents {
  onApply: (filter: string) => void;
  onChange: (change: FilterChange, filter: NamedFilter) => void;
}

/** Every filter that can be chosen as a whole. @param written What stands in the box. */
export function filterChoices(
  { recent, saved, ofCapture, supplied }: FilterLists,
  written: string,
  { onApply, onChange }: FilterChoiceEvents,
): Choice[] {
  const current = written.trim();
  const choices: Choice[] = [];
  if (current !== '' && !saved.some(({ filter }) => filter === current))
    choices.push({
      text: 'Save this filter…',
      about: 'under a name of your choice',
      group: 'This filter',
      pick: () => onChange('save', { name: current, filter: current }),
    });
  for (const filter of recent.filter((each) => each !== current).slice(0, MOST_RECENT))
    choices.push({ text: filter, about: '', group: 'Recent', pick: () => onApply(filter) });
  for (const named of saved)
    choices.push({
      ...offer(named),
      group: 'Saved',
      rename: () => onChange('rename', named),
      remove: () => onChange('delete', named),
    });
  for (const { name, filter } of ofCapture)
    choices.push({ ...offer({ name: name || filter, filter }), group: 'In this capture' });
  return [...choices, ...supplied.map((named) => ({ ...offer(named), group: 'Useful' }))];

  function offer({ name, filter }: NamedFilter): Choice {
    return { text: name, about: name === filter ? '' : filter, pick: () => onApply(filter) };
  }
}
