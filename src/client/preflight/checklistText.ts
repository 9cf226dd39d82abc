import { plural } from '../../shared/text/quantity';
import type { Check } from './checks';

/** The state of a check in words, so that it does not depend on a colour. */
export function verdict({ ok, spare }: Check): string {
  if (!ok) return 'To do';
  return spare ? 'Not needed' : 'OK';
}

/** How many checks need attention, in one sentence. */
export function summary(checks: readonly Check[]): string {
  const amiss = checks.filter(({ ok }) => !ok).length;
  if (amiss === 0) return 'No check needs attention.';
  const verb = amiss === 1 ? 'needs' : 'need';
  return `${amiss} of ${plural(checks.length, 'check')} ${verb} attention.`;
}

/** The checklist as plain text, group by group; each line ends with a newline. */
export function checklistText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  let group = '';
  let text = '';
  for (const check of checks) {
    if (check.group !== group) text += `${text && '\n'}${check.group}\n`;
    group = check.group;
    text += `  ${verdict(check).padEnd(10)}  ${check.name.padEnd(width)}  ${check.found}\n`;
    if (check.next !== undefined) text += `${' '.repeat(width + 16)}→ ${check.next}\n`;
  }
  return text;
}
