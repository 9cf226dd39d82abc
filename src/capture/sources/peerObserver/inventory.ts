import type { WireMembers } from '../../../bitcoin/write/byteWriter';
import type { Decoded } from './records';

/** The kinds that peer-observer has a name for, by the number of Core's protocol.h. */
const TYPES = {
  error: 0,
  tx: 1,
  block: 2,
  compactBlock: 4,
  wtx: 5,
  witnessTx: 0x40000001,
  witnessBlock: 0x40000002,
} as const;

/** CInv. */
export function inventoryEntry({ what }: Decoded<'InventoryItem'>): WireMembers | undefined {
  switch (what.case) {
    case undefined:
      return undefined;
    case 'unknown':
      return { type: what.value.type, hash: what.value.hash };
    case 'error':
      return { type: TYPES.error, hash: new Uint8Array(32) };
    default:
      return { type: TYPES[what.case], hash: what.value };
  }
}
