import { decodeMessage } from '../../../src/bitcoin/decodeMessage';
import type { Field } from '../../../src/bitcoin/read/field';
import { hex } from '../../../src/bitcoin/text/hex';

type Plain = number | string | boolean | Plain[] | { [name: string]: Plain };
type Struct = Record<string, Plain>;

/**
 * Our fields in the words of the messages.py of Core's test framework, which names some otherwise,
 * keeps hashes in the byte order of the wire, and leaves out what it does not need.
 */
export function coreView(messageType: string, payload: Uint8Array): Plain {
  const { root } = decodeMessage(messageType, payload, { chain: 'regtest' });
  const body = struct(root);
  return VIEWS[messageType]?.(body, root) ?? body;
}

const VIEWS: Record<string, (body: Struct, root: Field) => Plain> = {
  version: ({ addrMe, addrFrom, starting_height, fRelay, ...same }) => ({
    ...same,
    addrTo: versionAddress(addrMe as Struct),
    addrFrom: versionAddress(addrFrom as Struct),
    nStartingHeight: starting_height!,
    relay: fRelay ? 1 : 0,
  }),
  sendtxrcncl: (body) => ({ version: body.peer_txreconcl_version!, salt: body.remote_salt! }),
  sendcmpct: (body) => ({ announce: body.sendcmpct_hb === 1, version: body.sendcmpct_version! }),
  feefilter: (body) => ({ feerate: body.newFeeFilter! }),
  getheaders: locator,
  getblocks: locator,
  inv: ({ vInv }) => ({ inv: vInv! }),
  getdata: ({ vInv }) => ({ inv: vInv! }),
  notfound: ({ vInv }) => ({ vec: vInv! }),
  headers: ({ headers }) => ({ headers: list(headers).map((entry) => entry.header!) }),
  tx: (body) => ({ tx: transaction(body) }),
  block: ({ vtx }) => ({ block: { vtx: list(vtx).map(transaction) } }),
  cmpctblock: ({ header, nonce, shorttxids, prefilledtxn }) => ({
    header_and_shortids: {
      header: header!,
      nonce: nonce!,
      shortids: shorttxids!,
      shortids_length: (shorttxids as Plain[]).length,
      prefilled_txn: list(prefilledtxn).map(({ index, tx }) => ({
        index: index!,
        tx: transaction(tx as Struct),
      })),
      prefilled_txn_length: (prefilledtxn as Plain[]).length,
    },
  }),
  // The framework keeps the differences.
  getblocktxn: ({ blockhash, indexes }) => ({
    block_txn_request: {
      blockhash: blockhash!,
      indexes: (indexes as number[]).map((at, n, all) => at - (n > 0 ? all[n - 1]! + 1 : 0)),
    },
  }),
  blocktxn: ({ blockhash, txn }) => ({
    block_transactions: { blockhash: blockhash!, transactions: list(txn).map(transaction) },
  }),
  addr: ({ vAddr }) => ({ addrs: list(vAddr).map((entry) => ({ ...peer(entry), net: 1 })) }),
  addrv2: ({ vAddr }) => ({
    addrs: list(vAddr).map((entry) => ({ ...peer(entry), net: entry.m_net! })),
  }),
  filterload: ({ vData, ...same }) => ({ ...same, data: vData! }),
  // The framework iterates over the name of the field.
  filteradd: () => ({ d: null, a: null, t: null }) as unknown as Plain,
  merkleblock: ({ header, txn }) => {
    const { vBits, ...same } = txn as Struct;
    return { merkleblock: { header: header!, txn: { ...same, vBits: bits(vBits as string) } } };
  },
  cfilter: ({ encoded_filter, ...same }) => ({ ...same, filter_data: encoded_filter! }),
  cfheaders: ({ filter_hashes, ...same }) => ({ ...same, hashes: filter_hashes! }),
};

function locator({ locator, hashStop }: Struct): Plain {
  const { vHave } = locator as Struct;
  return { locator: { nVersion: null as unknown as Plain, vHave: vHave! }, hashstop: hashStop! };
}

function versionAddress({ nServices, m_addr, port }: Struct): Plain {
  // The framework unpacks IPv4 whatever the prefix.
  const ip = m_addr === '::' ? '0.0.0.0' : m_addr!;
  return { net: 1, ip, nServices: nServices!, port: port!, time: 0 };
}

function peer({ nTime, nServices, m_addr, port }: Struct): Struct {
  return { time: nTime!, nServices: nServices!, ip: m_addr!, port: port! };
}

function transaction({ version, vin = [], vout = [], scriptWitness, nLockTime }: Struct): Plain {
  const stacks = (scriptWitness ?? []) as Plain[];
  const vtxinwit = stacks.map((stack) => ({ scriptWitness: { stack } }));
  return { version: version!, vin, vout, wit: { vtxinwit }, nLockTime: nLockTime! };
}

function list(value: Plain | undefined): Struct[] {
  return value as Struct[];
}

function bits(flags: string): boolean[] {
  return [...Buffer.from(flags, 'hex')].flatMap((byte) =>
    Array.from({ length: 8 }, (_, bit) => ((byte >> bit) & 1) === 1),
  );
}

function struct(field: Field): Struct {
  const members = field.children().filter(({ derived }) => !derived);
  return Object.fromEntries(members.map((member) => [member.name, plain(member)]));
}

function plain(field: Field): Plain {
  const { value } = field;
  if (typeof value === 'bigint')
    return value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
  if (typeof value === 'object') return hex(value);
  if (field.type.name === 'uint256') return hex(field.bytes);
  if (value !== undefined) return value;
  if (!/^std::vector|\[\]$|^CScriptWitness/.test(field.type.name)) return struct(field);
  return field
    .children()
    .filter(({ name }) => name !== 'size')
    .map(plain);
}
