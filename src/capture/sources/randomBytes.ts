/** Bytes of the key that each end of BIP 324's transport begins with, which cannot be told from chance. */
export const KEY_BYTES = 64;
/** 64 bytes by chance have 57 different values, less than this once in a hundred thousand times. */
const LEAST_VALUES = 46;
/** A record of TLS, and its major version. */
const TLS = Buffer.from('1603', 'hex');

/** Whether the first bytes that somebody says may be a key as BIP 324 sends it: no text, no protocol with fields. */
export function looksRandom(bytes: Buffer): boolean {
  if (bytes.length < KEY_BYTES) return false;
  const key = bytes.subarray(0, KEY_BYTES);
  if (key.subarray(0, TLS.length).equals(TLS)) return false;
  const values = new Set(key);
  return values.size >= LEAST_VALUES && !key.every((byte) => byte < 0x80);
}
