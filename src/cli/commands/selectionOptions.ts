import { InvalidArgumentError, type Command } from 'commander';
import { UserError } from '../../shared/errors/userError';
import { parsePeerIds } from '../cliOptions';
import type { SelectionFlags } from '../select/selection';
import { parseFilter } from '../select/filterRows';
import { isAfter, parseLast, parseMoment, type Moment } from '../select/moment';

const TIMES = `
Times are 2026-11-29T17:00:00Z, with an offset 2026-11-29T18:00+01:00, without one in the zone of
this machine; or 10s, 5m, 2h after the first event, and -5m before the last one.`;

/** Gives a command the options that choose among events. */
export function withSelectionOptions(command: Command): Command {
  return command
    .addHelpText('after', TIMES)
    .hook('preAction', (_, of) => refuseBackwards(of.opts<SelectionFlags>(), of))
    .option(
      '--filter <filter>',
      'only what matches, as the filter box of a ladder takes it',
      checkFilter,
    )
    .option('--from <time>', 'only events from this time on', parseMoment)
    .option('--until <time>', 'only events up to this time', parseMoment)
    .option('--last <n or time>', 'only the last ones: 100 events, or those of 10s', parseLast)
    .option('--peer <ids>', 'only events of these peers: 0,12', parsePeerIds);
}

/** Nothing can be between times that are the wrong way round. */
export function refuseBackwards(
  { from, until }: { from?: Moment | undefined; until?: Moment | undefined },
  command: Command,
): void {
  if (from && until && isAfter(from, until))
    command.error('error: --from is later than the end: no event can be between them');
}

/** One that makes no sense is wrong usage, as any other option that does not. */
function checkFilter(filter: string): string {
  try {
    parseFilter(filter);
    return filter;
  } catch (error) {
    throw error instanceof UserError ? new InvalidArgumentError(String(error)) : error;
  }
}
