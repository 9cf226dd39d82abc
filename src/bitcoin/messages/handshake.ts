import { formatCount } from '../../shared/text/quantity';
import { isIPv4, services, versionAddress } from '../layouts/address';
import { nonce } from '../layouts/nonce';
import { byteString, limitedString } from '../read/byteString';
import type { Field } from '../read/field';
import { as, bool, int32, int64, uint32, uint64, uint8 } from '../read/primitives';
import { field, ifMore } from '../read/struct';
import { timeText } from '../text/time';
import { message } from './messageRecord';
import { single } from './pairRole';
import { fromHex, isAscii, noArguments, numberOf, withArguments } from './pythonForm';

/** MIN_PEER_PROTO_VERSION of Core's node/protocol_version.h. */
const MIN_PEER_PROTO_VERSION = 31800;
/** WTXID_RELAY_VERSION of Core's node/protocol_version.h. */
const WTXID_RELAY_VERSION = 70016;
/** FEATURE_VERSION of Core's node/protocol_version.h. */
const FEATURE_VERSION = 70017;
/** MAX_SUBVERSION_LENGTH of Core's net.h. */
const MAX_SUBVERSION_LENGTH = 256;
/** Of Core's protocol.h. */
const MAX_FEATUREID_LENGTH = 80;
const MIN_FEATUREID_LENGTH = 4;
const MAX_FEATUREDATA_LENGTH = 512;
/** CMPCTBLOCKS_VERSION of Core's net_processing.cpp. */
const CMPCTBLOCKS_VERSION = 2n;

const about = { core: 'net_processing.cpp', family: 'handshake', namesHashes: false } as const;
const empty = { summary: 'none', pair: 'none', python: noArguments } as const;

const protocolVersion = as<number>(int32, String, (version) =>
  version < MIN_PEER_PROTO_VERSION
    ? `Core disconnects from versions before ${MIN_PEER_PROTO_VERSION}`
    : undefined,
);

const localTime = as<bigint>(int64, timeText, (time) =>
  time < 0n ? 'before 1970: Core takes it as 0' : undefined,
);

/** Everything after addrMe may be missing, from any of the `ifMore` on. */
const version = message({
  ...about,
  name: 'version',
  rank: 0,
  bips: ['BIP14', 'BIP37', 'BIP60'],
  receipt: 'Core notes version, services, user agent and height, and answers with verack.',
  members: [
    field('nVersion', protocolVersion),
    field('nServices', services),
    field('nTime', localTime),
    field('addrMe', versionAddress),
    ifMore('addrFrom', versionAddress),
    field('nNonce', nonce, ({ addrFrom }) => addrFrom !== undefined),
    ifMore('strSubVer', limitedString(MAX_SUBVERSION_LENGTH)),
    ifMore('starting_height', as<number>(int32, formatCount)),
    ifMore('fRelay', bool),
  ],
  summary: { ofFields: versionSummary },
  pair: { ...single, asks: { exchange: 'version', expected: true } },
  // Core reads a shorter version as well; the framework writes all of it.
  python: fromHex(
    (root) =>
      !!root.child('fRelay') &&
      isAscii(root, 'strSubVer') &&
      ['addrMe', 'addrFrom'].every((name) => isIPv4(root.child(name))),
  ),
});

const verack = message({
  ...about,
  ...empty,
  name: 'verack',
  rank: 1,
  bips: [],
  receipt: 'Core considers the connection established.',
  pair: { ...single, answers: { exchange: 'version' } },
});

const wtxidrelay = message({
  ...about,
  ...empty,
  name: 'wtxidrelay',
  rank: 33,
  bips: ['BIP339'],
  receipt: 'Core announces transactions by wtxid. After verack, Core disconnects.',
  byVersion(version, layout) {
    if (version >= WTXID_RELAY_VERSION) return layout;
    const note = `Core ignores it, since the peer’s version ${version} is below ${WTXID_RELAY_VERSION}.`;
    return { ...layout, note: () => note };
  },
});

const sendaddrv2 = message({
  ...about,
  ...empty,
  name: 'sendaddrv2',
  rank: 4,
  bips: ['BIP155'],
  receipt: 'Core sends addrv2 rather than addr. After verack, Core disconnects.',
});

const sendheaders = message({
  ...about,
  ...empty,
  name: 'sendheaders',
  rank: 21,
  bips: ['BIP130'],
  receipt: 'Core announces blocks with headers rather than inv.',
});

const sendcmpct = message({
  ...about,
  name: 'sendcmpct',
  rank: 23,
  bips: ['BIP152'],
  receipt: 'Core notes that the peer offers compact blocks, and whether it wants them unasked.',
  members: [
    field('sendcmpct_hb', as(uint8, announceText, announceWarning)),
    field('sendcmpct_version', as(uint64, String, compactVersionWarning)),
  ],
  summary: { ofFields: (root) => root.child('sendcmpct_hb')?.text.replace(/.*\(|:.*/g, '') },
  pair: 'none',
  python: withArguments((root) => ({
    announce: { 0: 'False', 1: 'True' }[numberOf(root, 'sendcmpct_hb') ?? ''],
    version: numberOf(root, 'sendcmpct_version'),
  })),
});

const sendtxrcncl = message({
  ...about,
  name: 'sendtxrcncl',
  rank: 34,
  bips: ['BIP330'],
  receipt:
    'Core registers the peer for reconciliation, if it was started with -txreconciliation. After verack, Core disconnects.',
  members: [
    field(
      'peer_txreconcl_version',
      as<number>(uint32, String, (version) =>
        version < 1 ? 'Core disconnects: versions begin at 1' : undefined,
      ),
    ),
    field('remote_salt', nonce),
  ],
  summary: 'none',
  pair: 'none',
  python: fromHex(),
});

const featureId = limitedString(MAX_FEATUREID_LENGTH);

const feature = message({
  ...about,
  name: 'feature',
  rank: 35,
  bips: ['BIP434'],
  receipt:
    'Core knows no feature yet and ignores it. If it is malformed, or comes after verack, Core disconnects.',
  trailing: 'Core disconnects',
  members: [
    field('feature_id', {
      ...featureId,
      warning: ({ read }: Field) =>
        read < MIN_FEATUREID_LENGTH ? 'shorter than 4 bytes: Core disconnects' : undefined,
    }),
    field(
      'feature_data',
      byteString('std::vector<unsigned char>', {
        limit: { most: MAX_FEATUREDATA_LENGTH, refusal: 'Vector length limit exceeded' },
      }),
    ),
  ],
  byVersion(version, layout) {
    if (version >= FEATURE_VERSION) return layout;
    const note = `Core disconnects, since the peer’s version ${version} is below ${FEATURE_VERSION}.`;
    return { ...layout, note: () => note };
  },
  summary: { ofFields: (root) => root.child('feature_id')?.text },
  pair: 'none',
  python: fromHex((root) => isAscii(root, 'feature_id')),
});

export const handshake = [
  version,
  verack,
  wtxidrelay,
  sendaddrv2,
  sendheaders,
  sendcmpct,
  sendtxrcncl,
  feature,
] as const;

function versionSummary(root: Field): string {
  const height = root.child('starting_height')?.value;
  const agent = root.child('strSubVer')?.text ?? `v${root.child('nVersion')?.text ?? '?'}`;
  return height === undefined ? agent : `${agent} h=${String(height)}`;
}

function announceText(announce: number): string {
  return `${announce} (${announce === 1 ? 'high bandwidth: unasked' : 'low bandwidth: on request'})`;
}

function announceWarning(announce: number): string | undefined {
  return announce > 1 ? 'Core punishes it: invalid sendcmpct announce field' : undefined;
}

function compactVersionWarning(value: bigint): string | undefined {
  return value === CMPCTBLOCKS_VERSION ? undefined : 'Core ignores all but version 2';
}
