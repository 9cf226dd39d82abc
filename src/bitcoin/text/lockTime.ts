import { formatCount } from '../../shared/text/quantity';
import { hex32 } from './hexNumber';
import { utcTime } from './time';

/** LOCKTIME_THRESHOLD of Core's script.h: below it a height, from it on unix seconds. */
const THRESHOLD = 500_000_000;
/** Bits of nSequence (primitives/transaction.h, BIP68). */
const DISABLED = 2 ** 31;
const SECONDS = 2 ** 22;

export function lockTimeText(lockTime: number): string {
  if (lockTime === 0) return '0 (not locked)';
  return lockTime < THRESHOLD
    ? `${lockTime} (block ${formatCount(lockTime)})`
    : `${lockTime} (${utcTime(lockTime)})`;
}

/** BIP68 and BIP125; a relative lock holds from transaction version 2 on. */
export function sequenceText(sequence: number): string {
  const hex = hex32(sequence);
  if (sequence === 0xffffffff) return `${hex} (final)`;
  if (sequence === 0xfffffffe) return `${hex} (not replaceable, nLockTime holds)`;
  if (sequence >= DISABLED) return `${hex} (replaceable)`;
  const lock = sequence & 0xffff;
  const relative = sequence & SECONDS ? `${lock * 512} s` : `${lock} blocks`;
  return `${hex} (replaceable, relative lock ${relative})`;
}
