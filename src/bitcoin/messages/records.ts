import type { Family } from '../../shared/families';
import { addresses } from './addresses';
import { bloomFilters } from './bloomFilters';
import { compactBlocks } from './compactBlocks';
import { compactFilters } from './compactFilters';
import { handshake } from './handshake';
import { inventory } from './inventory';
import { keepAlive } from './keepAlive';
import { legacy } from './legacy';
import type { Layout, MessageRecord } from './messageRecord';
import { relay } from './relay';
import { synchronization } from './synchronization';

/** Every message of Core's protocol.h, in groups. */
const GROUPS = [
  handshake,
  keepAlive,
  addresses,
  inventory,
  synchronization,
  relay,
  compactBlocks,
  bloomFilters,
  compactFilters,
] as const;

/** The name of a message of Core's protocol.h. */
export type MessageType = (typeof GROUPS)[number][number]['name'];

/** In the order of Core's protocol.h. */
export const CURRENT: readonly MessageRecord<MessageType>[] = GROUPS.flat().sort(
  (a: MessageRecord, b: MessageRecord) => a.rank! - b.rank!,
);

/** All records, including those of messages that Core once knew. */
export const RECORDS: readonly MessageRecord[] = [...CURRENT, ...legacy];

const byName = new Map(RECORDS.map((record) => [record.name, record]));

/** @returns undefined for a type that Core does not know. */
export function recordOf(messageType: string): MessageRecord | undefined {
  return byName.get(messageType);
}

/**
 * @param peerVersion Of its version message; undefined where that is not known.
 * @returns undefined for a type that Core does not know.
 */
export function layoutOf(messageType: string, peerVersion?: number): Layout | undefined {
  const record = recordOf(messageType);
  if (peerVersion === undefined || !record?.byVersion) return record;
  return record.byVersion(peerVersion, record);
}

/** @param messageType As on the wire, or anything that a peer made up. */
export function familyOf(messageType: string): Family {
  return recordOf(messageType)?.family ?? 'other';
}
