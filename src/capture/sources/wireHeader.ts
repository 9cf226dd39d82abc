import { checksumOf } from '../../bitcoin/hash';
import { MAX_PAYLOAD } from '../../shared/frames/layout';

/** Offsets in the header of a message (CMessageHeader of Core's protocol.h). */
export const WIRE = { type: 4, size: 16, checksum: 20, payload: 24 } as const;

/** What types are made of where a header is looked for among bytes of any meaning. */
const PLAUSIBLE_TYPE = /^[a-z0-9]{2,12}\0*$/;
const VERSION = Buffer.from('version\0\0\0\0\0');
/** A `version` is shorter than this, bytes, whatever its user agent. */
const LONGEST_VERSION = 1024;

/** @param at Where a header begins of which all is there. */
export function payloadSize(bytes: Buffer, at: number): number {
  return bytes.readUInt32LE(at + WIRE.size);
}

/** A node would read on after this header. */
export function isPossible(bytes: Buffer, at: number): boolean {
  return payloadSize(bytes, at) <= MAX_PAYLOAD;
}

export function isPlausible(bytes: Buffer, at: number): boolean {
  const type = bytes.toString('latin1', at + WIRE.type, at + WIRE.size);
  return isPossible(bytes, at) && PLAUSIBLE_TYPE.test(type);
}

/** A header of a `version`, of whatever network. */
export function isVersion(bytes: Buffer, at: number): boolean {
  const type = bytes.subarray(at + WIRE.type, at + WIRE.size);
  return type.equals(VERSION) && payloadSize(bytes, at) <= LONGEST_VERSION;
}

/** Whether this can become {@link isVersion} with more bytes. @param bytes At least one. */
export function mayBeVersion(bytes: Buffer): boolean {
  const type = bytes.subarray(WIRE.type, WIRE.size);
  return type.equals(VERSION.subarray(0, type.length));
}

/** @param payload Whole. */
export function hasChecksum(bytes: Buffer, at: number, payload: Buffer): boolean {
  return checksumOf(payload) === bytes.readUInt32LE(at + WIRE.checksum);
}

/** Up to the NUL. */
export function typeOf(bytes: Buffer, at: number): Buffer {
  const type = bytes.subarray(at + WIRE.type, at + WIRE.size);
  const nul = type.indexOf(0);
  return nul < 0 ? type : type.subarray(0, nul);
}
