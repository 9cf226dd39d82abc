import { visible } from '../shared/text/visible';
import { decodeMessage } from './decodeMessage';
import { recordOf } from './messages/records';
import { SUMMARY_BYTES } from './messages/summary';
import { Payload } from './read/payload';

/** Characters that a line has room for. */
const MOST = 80;

/**
 * One line about a message: `inv 3 wtx`, `headers 12 … 0000…77c0`, `tx 4e3a…91c0 2→2`. It takes what
 * it needs from the front, and never throws.
 * @param size Bytes that the message has, where `bytes` are fewer.
 */
export function summarize(messageType: string, bytes: Uint8Array, size = bytes.length): string {
  const name = visible(messageType);
  const about = told(messageType, bytes, size).trim();
  if (!about) return name;
  return `${name} ${about.length > MOST ? `${about.slice(0, MOST)}…` : about}`;
}

/** Bytes from the front of a payload that its summary takes. */
export function summaryBytes(messageType: string): number {
  const summary = recordOf(messageType)?.summary ?? 'none';
  return (summary === 'none' ? undefined : summary.bytes) ?? SUMMARY_BYTES;
}

function told(messageType: string, bytes: Uint8Array, size: number): string {
  const summary = recordOf(messageType)?.summary ?? 'none';
  if (summary === 'none') return '';
  if ('of' in summary) return summary.of(new Payload(bytes, 'main', size));
  return summary.ofFields(decodeMessage(messageType, bytes, { size }).root) ?? '';
}
