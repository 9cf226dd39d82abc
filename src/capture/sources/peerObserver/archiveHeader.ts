import { notAnArchive } from '../../../shared/errors/captureErrors';
import { mayBeEvent, varint } from './framing';
import type { RecordReader } from './recordReader';
import { type Decoded, decodeRecord } from './records';

/**
 * What an archive began with in May 2026: two letters, a version, four bytes of the commit of peer-observer, and
 * nine zeros. Since then it is a record.
 */
const OLD = { magic: Buffer.from('PA'), version: 1, length: 16 } as const;
/** Bytes of a header with its length, at most. */
const LONGEST = 64;
/** A header begins with the number of its first field. */
const CREATED = 0x08;

interface Header {
  /** Where it ends. */
  end: number;
  lowData: boolean;
}

/** @param head The first bytes of a file, not compressed. */
export function isArchive(head: Buffer): boolean {
  const header = headerOf(head);
  if (!header) return false;
  if (header.end === head.length) return true;
  const length = varint(head, header.end, head.length);
  return !!length && mayBeEvent(head, length.end, length.value);
}

/** Moves past the header. @throws UserError `not-an-archive` */
export async function readHeader(reader: RecordReader, path: string): Promise<Header> {
  const head = await reader.peek(LONGEST);
  const header = headerOf(head);
  if (!header && head.subarray(0, 2).equals(OLD.magic) && head.length > 2)
    throw notAnArchive(path, `version ${head[2]!} of its format is not known`);
  if (!header) throw notAnArchive(path, 'it does not begin with the header of one');
  reader.skip(header.end);
  return header;
}

function headerOf(head: Buffer): Header | undefined {
  if (head.length >= OLD.length && head.subarray(0, 2).equals(OLD.magic) && isOldRest(head))
    return { end: OLD.length, lowData: false };
  const length = varint(head, 0, head.length);
  const end = length ? length.end + length.value : Infinity;
  if (!length || end > Math.min(head.length, LONGEST) || head[length.end] !== CREATED)
    return undefined;
  const record = decoded(head.subarray(length.end, end));
  return record && record.created > 0n ? { end, lowData: record.lowData } : undefined;
}

function isOldRest(head: Buffer): boolean {
  return head[2] === OLD.version && head.subarray(7, OLD.length).every((byte) => byte === 0);
}

function decoded(bytes: Buffer): Decoded<'ArchiveHeader'> | undefined {
  try {
    return decodeRecord('ArchiveHeader', bytes);
  } catch {
    return undefined;
  }
}
