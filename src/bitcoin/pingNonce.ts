import { ByteReader } from './byteReader';

/** `ping` and `pong` (BIP31). @returns undefined for the empty ping of before BIP31. */
export function pingNonce(payload: Uint8Array): bigint | undefined {
  return payload.length < 8 ? undefined : new ByteReader(payload).u64();
}
