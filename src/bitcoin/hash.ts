import { createHash } from 'node:crypto';

/** The only place that needs Node's crypto. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

/** SHA-256 of SHA-256 of the parts joined: Bitcoin's hash of nearly everything. */
export function hash256(...parts: Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return sha256(hash.digest());
}
