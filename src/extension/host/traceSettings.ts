import { coreSpelling } from '../../bitcoin/messageTypes';
import { badSetting } from '../../shared/errors/traceErrors';
import {
  isCaptureLimit,
  isRingSize,
  isSnapLength,
  MIN_CAPTURE_LIMIT,
} from '../../shared/helper/traceLimits';
import {
  isMessageTypeName,
  MAX_FILTER_TYPES,
  type TraceFilter,
} from '../../shared/helper/traceFilter';
import { SETTINGS } from './ids';

const MIB = 1024 * 1024;
const MB = 1_000_000;

/** How a trace is taken. */
export interface TraceSettings {
  /** Bytes. */
  ringSize: number;
  /** The most payload bytes that are kept of a message. */
  snapLength: number;
  /** What the kernel passes on at first. */
  filter: TraceFilter;
  /** What becomes of unspent coins, too. */
  coins: boolean;
  /** The most bytes that the capture may take; undefined: no limit. */
  captureLimit: number | undefined;
  whenCaptureFull: 'rotate' | 'stop';
}

/**
 * @param get Gives the value of a setting by its name, which may be anything.
 * @throws UserError `bad-setting`, since a trace that is not as asked for may be useless.
 */
export function checkTraceSettings(get: (name: string) => unknown): TraceSettings {
  const number = (name: string, wanted: string, isGood: (value: number) => boolean): number => {
    const value = get(name);
    if (typeof value === 'number' && isGood(value)) return value;
    throw badSetting(name, value, wanted);
  };
  const ring = number(SETTINGS.ringBufferSize, 'a power of two from 1 to 1024 (MiB)', (value) =>
    isRingSize(value * MIB),
  );
  const snapLength = number(SETTINGS.snapLength, 'a whole number from 0 to 4000000', isSnapLength);
  const direction = get(SETTINGS.traceDirection);
  if (direction !== 'both' && direction !== 'inbound' && direction !== 'outbound')
    throw badSetting(SETTINGS.traceDirection, direction, '"both", "inbound" or "outbound"');
  const messageTypes = get(SETTINGS.traceMessageTypes);
  if (!areTypes(messageTypes))
    throw badSetting(
      SETTINGS.traceMessageTypes,
      messageTypes,
      `at most ${MAX_FILTER_TYPES} message types of 1 to 12 characters, or to [] for all`,
    );
  const coins = get(SETTINGS.traceCoins);
  if (typeof coins !== 'boolean') throw badSetting(SETTINGS.traceCoins, coins, 'true or false');
  const limit = number(
    SETTINGS.captureLimit,
    `a whole number from ${MIN_CAPTURE_LIMIT / MB} (MB), or to 0 for no limit`,
    (value) => value === 0 || isCaptureLimit(value * MB),
  );
  const whenFull = get(SETTINGS.whenCaptureFull);
  if (whenFull !== 'rotate' && whenFull !== 'stop')
    throw badSetting(SETTINGS.whenCaptureFull, whenFull, '"rotate" or "stop"');
  return {
    ringSize: ring * MIB,
    snapLength,
    filter: {
      direction: direction === 'both' ? undefined : direction,
      messageTypes: messageTypes.map(coreSpelling),
    },
    coins,
    captureLimit: limit === 0 ? undefined : limit * MB,
    whenCaptureFull: whenFull,
  };
}

function areTypes(value: unknown): value is string[] {
  const isType = (entry: unknown) => typeof entry === 'string' && isMessageTypeName(entry);
  return Array.isArray(value) && value.length <= MAX_FILTER_TYPES && value.every(isType);
}
