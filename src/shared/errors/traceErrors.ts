import { plural } from '../text/quantity';
import { UserError } from './userError';

/** @param wanted What the setting may be: `a power of two from 1 to 1024 (MiB)`. */
export function badSetting(name: string, value: unknown, wanted: string): UserError {
  return new UserError(
    'bad-setting',
    `The setting ${name} is ${JSON.stringify(value)}, which cannot be used.`,
    `Set it to ${wanted}.`,
    ['open-settings', 'retry'],
  );
}

/** @param most How many the kernel can tell apart. @param what `peers` */
export function filterTooLarge(most: number, what: string): UserError {
  return new UserError(
    'filter-too-large',
    `The kernel can filter by at most ${most} ${what}, so the filter was not changed.`,
    'Choose fewer, or choose none to trace all, and filter in the ladder.',
  );
}

export function alreadyTracing(target: string): UserError {
  return new UserError(
    'already-tracing',
    `A trace of ${target} is already running.`,
    'Stop it first, then start another.',
    ['show-peers', 'stop-and-start'],
  );
}

/** The trace goes on. @param probes A line for each: `net:outbound_message: why`. */
export function notAllAttached(probes: string): UserError {
  return new UserError(
    'not-all-attached',
    `The trace sees only some of the node’s activity, because not all tracepoints are attached. ${probes}`,
    'See “Troubleshooting” in the documentation for what to do.',
    ['open-docs', 'show-peers'],
  );
}

/** For a capture that was opened from a file. @param probes As in {@link notAllAttached}. */
export function recordedInPart(probes: string): UserError {
  return new UserError(
    'recorded-in-part',
    `This capture contains only some of the node’s activity, because not all tracepoints were attached. ${probes}`,
    'The capture cannot tell what is missing. See “Troubleshooting” in the documentation for how to record everything.',
    ['open-docs', 'show-peers'],
  );
}

/** The trace goes on. @param reasons One sentence for each possible reason that was found. */
export function silentTrace(
  seconds: number,
  connections: number,
  reasons: readonly string[],
): UserError {
  const open = connections === 1 ? '1 open connection' : `${connections} open connections`;
  return new UserError(
    'silent-trace',
    `Nothing has been seen for ${seconds} seconds, although the node has ${open} and Core pings every responsive peer every two minutes.${reasons.map((reason) => ` ${reason}`).join('')}`,
    reasons.length > 0
      ? 'Correct that, and restart the trace if it stays silent.'
      : 'Restart the trace. If it stays silent, check the set-up.',
    ['check-setup', 'stop-and-start'],
  );
}

/** @param count At most this many: it includes what the reader had begun to take. */
export function notDelivered(count: number): UserError {
  return new UserError(
    'not-delivered',
    `The trace was ended before its reader had taken ${plural(count, 'message')}.`,
    'Use a faster reader, or record into a file and print it later.',
  );
}
