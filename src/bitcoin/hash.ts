import { hash } from 'node:crypto';

/** The only place that needs Node's crypto. */
function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer');
}

/** SHA-256 of SHA-256 of the parts joined: Bitcoin's hash of nearly everything. */
export function hash256(...parts: Uint8Array[]): Uint8Array {
  return sha256(sha256(parts.length === 1 ? parts[0]! : Buffer.concat(parts)));
}
