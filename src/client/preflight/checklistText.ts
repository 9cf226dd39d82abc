import type { Check } from './checks';

/** In words, so that no colour has to tell. */
export function verdict({ ok, spare }: Check): string {
  if (!ok) return 'To do';
  return spare ? 'Not needed' : 'OK';
}

/** In one sentence. */
export function summary(checks: readonly Check[]): string {
  const amiss = checks.filter(({ ok }) => !ok).length;
  if (amiss === 0) return 'Everything is as it must be.';
  return `Something is to do for ${amiss} of ${checks.length} checks.`;
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
