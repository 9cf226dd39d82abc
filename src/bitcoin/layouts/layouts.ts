import { MESSAGE_TYPES, type MessageType } from '../messageTypes';
import * as addresses from './addresses';
import * as bloomFilters from './bloomFilters';
import * as compactBlocks from './compactBlocks';
import * as compactFilters from './compactFilters';
import * as handshake from './handshake';
import * as inventory from './inventory';
import * as keepAlive from './keepAlive';
import type { Layout } from './layout';
import * as legacy from './legacy';
import * as relay from './relay';

/** Every message of Core's protocol.h. */
const CURRENT: Record<MessageType, Layout> = {
  version: handshake.version,
  verack: handshake.verack,
  addr: addresses.addr,
  addrv2: addresses.addrv2,
  sendaddrv2: handshake.sendaddrv2,
  inv: inventory.invMessage,
  getdata: inventory.getdata,
  merkleblock: bloomFilters.merkleblock,
  getblocks: inventory.getblocks,
  getheaders: inventory.getheaders,
  tx: relay.tx,
  headers: inventory.headers,
  block: relay.block,
  getaddr: addresses.getaddr,
  mempool: inventory.mempool,
  ping: keepAlive.pingOf(undefined),
  pong: keepAlive.pong,
  notfound: inventory.notfound,
  filterload: bloomFilters.filterload,
  filteradd: bloomFilters.filteradd,
  filterclear: bloomFilters.filterclear,
  sendheaders: handshake.sendheaders,
  feefilter: relay.feefilter,
  sendcmpct: handshake.sendcmpct,
  cmpctblock: compactBlocks.cmpctblock,
  getblocktxn: compactBlocks.getblocktxn,
  blocktxn: compactBlocks.blocktxn,
  getcfilters: compactFilters.getcfilters,
  cfilter: compactFilters.cfilter,
  getcfheaders: compactFilters.getcfheaders,
  cfheaders: compactFilters.cfheaders,
  getcfcheckpt: compactFilters.getcfcheckpt,
  cfcheckpt: compactFilters.cfcheckpt,
  wtxidrelay: handshake.wtxidrelay,
  sendtxrcncl: handshake.sendtxrcncl,
  feature: handshake.feature,
};

/** Messages that Core once knew, too. */
const ALL = new Map<string, Layout>([
  ...MESSAGE_TYPES.map((type) => [type, CURRENT[type]] as const),
  ['alert', legacy.alert],
  ['reject', legacy.reject],
]);

/** What Core reads, or heeds, by the version that the peer speaks. */
const BY_VERSION = new Map<string, (peerVersion: number) => Layout>([
  ['ping', keepAlive.pingOf],
  ['wtxidrelay', handshake.wtxidrelayOf],
  ['feature', handshake.featureOf],
]);

/**
 * @param peerVersion Of its version message; undefined where that is not known.
 * @returns undefined for a type that Core does not know.
 */
export function layoutOf(messageType: string, peerVersion?: number): Layout | undefined {
  const byVersion = peerVersion === undefined ? undefined : BY_VERSION.get(messageType);
  return byVersion ? byVersion(peerVersion!) : ALL.get(messageType);
}

export const LAID_OUT: readonly string[] = [...ALL.keys()];
