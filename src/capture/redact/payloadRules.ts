import type { MessageType } from '../../bitcoin/messageTypes';
import {
  agent,
  alert,
  blockNonce,
  chain,
  keep,
  nonce,
  reason,
  type Rule,
  service,
  services,
  text,
  time,
  typeName,
  zeros,
} from './rules';

/** What is done to each field of a message. A field that is not here, and every byte of no field, is zeros. */
export type MessageRules = 'chain' | Readonly<Record<string, Rule>>;

const none = {};
const inventory = { vInv: chain };
const locator = { locator: chain, hashStop: chain };
const range = { filter_type: keep, start_height: keep, stop_hash: chain };

/** By message type; `chain`: all of it is what the chain has for all to see. */
export const PAYLOAD_RULES: Readonly<Record<MessageType | 'alert' | 'reject', MessageRules>> = {
  version: {
    nVersion: keep,
    nServices: keep,
    nTime: time,
    addrMe: service,
    addrFrom: service,
    nNonce: nonce,
    strSubVer: agent,
    starting_height: keep,
    fRelay: keep,
  },
  verack: none,
  wtxidrelay: none,
  sendaddrv2: none,
  sendheaders: none,
  sendcmpct: { sendcmpct_hb: keep, sendcmpct_version: keep },
  sendtxrcncl: { peer_txreconcl_version: keep, remote_salt: nonce },
  feature: { feature_id: text, feature_data: zeros },
  ping: { nonce },
  pong: { nonce },
  addr: { vAddr: services },
  addrv2: { vAddr: services },
  getaddr: none,
  inv: inventory,
  getdata: inventory,
  notfound: inventory,
  mempool: none,
  getblocks: locator,
  getheaders: locator,
  headers: 'chain',
  tx: 'chain',
  block: 'chain',
  feefilter: { newFeeFilter: keep },
  cmpctblock: { header: chain, nonce: blockNonce, shorttxids: chain, prefilledtxn: chain },
  getblocktxn: { blockhash: chain, indexes: keep },
  blocktxn: 'chain',
  merkleblock: 'chain',
  filterload: { vData: zeros, nHashFuncs: keep, nTweak: zeros, nFlags: keep },
  filteradd: { vData: zeros },
  filterclear: none,
  getcfilters: range,
  cfilter: { filter_type: keep, block_hash: chain, encoded_filter: chain },
  getcfheaders: range,
  cfheaders: { filter_type: keep, stop_hash: chain, prev_header: chain, filter_hashes: chain },
  getcfcheckpt: { filter_type: keep, stop_hash: chain },
  cfcheckpt: { filter_type: keep, stop_hash: chain, headers: chain },
  alert: { vchMsg: alert, vchSig: zeros },
  reject: { message: typeName, ccode: keep, reason, data: chain },
};
