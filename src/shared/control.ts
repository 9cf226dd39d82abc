/**
 * What a client may tell the helper once it streams: fixed records of 16 bytes, little-endian:
 * u32 verb, u32 argument, u64 zero. Anything else ends the helper.
 */
export type Control =
  /** Trace this process of the binary only; 0 for every process of it. */
  | { verb: 'only-pid'; pid: number }
  /** Detach, send what is left and a last statistics frame, end. */
  | { verb: 'stop' };

export const CONTROL_SIZE = 16;

const ONLY_PID = 1;
const STOP = 2;

export function encodeControl(control: Control): Buffer {
  const record = Buffer.alloc(CONTROL_SIZE);
  record.writeUInt32LE(control.verb === 'only-pid' ? ONLY_PID : STOP, 0);
  if (control.verb === 'only-pid') record.writeUInt32LE(control.pid, 4);
  return record;
}

/**
 * @param record CONTROL_SIZE bytes.
 * @returns undefined for anything that {@link encodeControl} does not write.
 */
export function decodeControl(record: Buffer): Control | undefined {
  const argument = record.readUInt32LE(4);
  if (record.readBigUInt64LE(8) !== 0n) return undefined;
  switch (record.readUInt32LE(0)) {
    case ONLY_PID:
      return { verb: 'only-pid', pid: argument };
    case STOP:
      return argument === 0 ? { verb: 'stop' } : undefined;
    default:
      return undefined;
  }
}
