/** `ping` and `pong` (BIP31). @returns undefined for the empty ping from before BIP31. */
export function pingNonce(payload: Uint8Array): bigint | undefined {
  if (payload.length < 8) return undefined;
  return new DataView(payload.buffer, payload.byteOffset, 8).getBigUint64(0, true);
}
