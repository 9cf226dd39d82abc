import { FILTER_SIZE, isEncodedFilter } from './traceFilter';

/**
 * What a client may tell the helper once it streams: records of one size, little-endian: u32 verb,
 * u32 zero, then a filter. What a verb does not use is zero. Anything else ends the helper.
 */
export type Control =
  /** Let through what this says, as encodeFilter writes it. */
  | { verb: 'set-filter'; filter: Buffer }
  /** Detach, send what is left and a last statistics frame, end. */
  | { verb: 'stop' };

const HEAD_SIZE = 8;
export const CONTROL_SIZE = HEAD_SIZE + FILTER_SIZE;

const VERBS = { 'set-filter': 1, stop: 2 } as const;

export function encodeControl(control: Control): Buffer {
  const record = Buffer.alloc(CONTROL_SIZE);
  record.writeUInt32LE(VERBS[control.verb], 0);
  if (control.verb === 'set-filter') control.filter.copy(record, HEAD_SIZE);
  return record;
}

/**
 * @param record CONTROL_SIZE bytes.
 * @returns undefined for anything that {@link encodeControl} does not write.
 */
export function decodeControl(record: Buffer): Control | undefined {
  const verb = record.readUInt32LE(0);
  const filter = record.subarray(HEAD_SIZE);
  if (record.readUInt32LE(4) !== 0) return undefined;
  if (verb === VERBS['set-filter'] && isEncodedFilter(filter))
    return { verb: 'set-filter', filter };
  return verb === VERBS.stop && filter.every((byte) => byte === 0) ? { verb: 'stop' } : undefined;
}
