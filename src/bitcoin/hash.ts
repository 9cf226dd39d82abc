import { hash } from 'node:crypto';

/** What SHA-256 gave the first time; JavaScript does one thing at a time. */
const middle = Buffer.alloc(32);

/**
 * SHA-256 of SHA-256 of the parts joined: Bitcoin's hash of nearly everything. The only place that
 * needs Node's crypto, which makes a string in less than half the time that it takes for a buffer.
 */
export function hash256(...parts: Uint8Array[]): Buffer {
  const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  middle.write(hash('sha256', bytes, 'binary'), 'latin1');
  return Buffer.from(hash('sha256', middle, 'binary'), 'latin1');
}
