import type { RedactOptions } from '../../capture/redact/tools';
import type { Dialogs, PickItem } from './dialogs';

/** What is done to what leaves the window; `as-recorded`: nothing. */
export type Redaction = RedactOptions | 'as-recorded';

const GROUP = 'Of whoever gets the file';

const CHOICES: readonly PickItem<Redaction>[] = [
  {
    label: 'As it was recorded',
    detail: 'With all addresses and names',
    group: GROUP,
    value: 'as-recorded',
  },
  {
    label: 'Redacted',
    detail: 'Stand-ins for addresses and names, also within messages; notes are left out',
    group: GROUP,
    value: {},
  },
  {
    label: 'Redacted, with times shifted',
    detail: 'And all times are another one',
    group: GROUP,
    value: { times: true },
  },
  {
    label: 'Redacted, with times shifted and transactions replaced',
    detail: 'And stand-ins for transactions and hashes of blocks',
    group: GROUP,
    value: { times: true, transactions: true },
  },
];

/** Of what has neither times nor transactions. */
export const SIMPLE_CHOICES = CHOICES.slice(0, 2);

/** Asks whether what is written is redacted. @returns undefined when it is dismissed. */
export function askRedaction(
  dialogs: Dialogs,
  title: string,
  choices = CHOICES,
): Promise<Redaction | undefined> {
  return dialogs.pick(title, 'Redacted, or as it was recorded', [...choices]);
}

/** What a redacted file's proposed name has before the extension. */
export function nameSuffix(redaction: Redaction): string {
  return redaction === 'as-recorded' ? '' : '-redacted';
}

/** What is to be done, for whoever does it. */
export function optionsOf(redaction: Redaction): RedactOptions | undefined {
  return redaction === 'as-recorded' ? undefined : redaction;
}
