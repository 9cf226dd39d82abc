import { formatCount } from '../../shared/text/quantity';
import { hash256 } from '../hash';
import { ByteReader } from '../read/byteReader';
import type { Field } from '../read/field';
import type { Payload } from '../read/payload';
import { reversedHex, shortHash } from '../text/hex';
import { HEADER_BYTES } from '../sizes';

/** What a line says after the message type; from the first bytes, if those are all there are. */
export type Summary = {
  /** Bytes from the front of the payload that it takes. @default SUMMARY_BYTES */
  bytes?: number;
} & (
  | { of: (payload: Payload) => string }
  /** Made from the fields: for a message that is small, or has to be read as a whole. */
  | { ofFields: (root: Field) => string | undefined }
);

/** Enough for what most summaries say. */
export const SUMMARY_BYTES = 512;
/** Entries of a message that are looked at: as many as Core accepts. */
export const MOST_ENTRIES = 50_000;

/** The hash of the header at `at`, shortened; '' if it is not all there. */
export function headerHash({ bytes }: Payload, at: number): string {
  if (at + HEADER_BYTES > bytes.length) return '';
  return shortHash(reversedHex(hash256(bytes.subarray(at, at + HEADER_BYTES))));
}

/** The hash at `at`, shortened; '' if it is not all there. */
export function hashAt({ bytes }: Payload, at: number): string {
  return at + 32 > bytes.length ? '' : shortHash(reversedHex(bytes.subarray(at, at + 32)));
}

/** The CompactSize at `at`, as a number of things. */
export function countAt(payload: Payload, at: number, one: string, many = `${one}s`): string {
  const reader = new ByteReader(payload, at);
  const value = reader.compactSize();
  return reader.failure ? '' : `${formatCount(value)} ${value === 1 ? one : many}`;
}
