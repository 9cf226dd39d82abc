import { limitedString, byteString } from '../read/byteString';
import type { Field } from '../read/field';
import { as, bool, int32, int64, uint32, uint64, uint8 } from '../read/primitives';
import { field, ifMore } from '../read/struct';
import { formatCount } from '../../shared/text/quantity';
import { timeText } from '../text/time';
import { hex64 } from '../text/hexNumber';
import { services, versionAddress } from './addresses';
import { type Layout, message } from './layout';

/** MIN_PEER_PROTO_VERSION of Core's node/protocol_version.h. */
const MIN_PEER_PROTO_VERSION = 31800;
/** MAX_SUBVERSION_LENGTH of Core's net.h. */
const MAX_SUBVERSION_LENGTH = 256;
/** Of Core's protocol.h. */
const MAX_FEATUREID_LENGTH = 80;
const MIN_FEATUREID_LENGTH = 4;
const MAX_FEATUREDATA_LENGTH = 512;
/** CMPCTBLOCKS_VERSION of Core's net_processing.cpp. */
const CMPCTBLOCKS_VERSION = 2n;

export const nonce = as<bigint>(uint64, (value) => `${hex64(value)} (${value})`);

const protocolVersion = as<number>(int32, String, (version) =>
  version < MIN_PEER_PROTO_VERSION
    ? `Core disconnects from versions before ${MIN_PEER_PROTO_VERSION}`
    : undefined,
);

const localTime = as<bigint>(int64, timeText, (time) =>
  time < 0n ? 'before 1970: Core takes it as 0' : undefined,
);

/** Everything behind addrMe may be missing, from any of the `ifMore` on. */
export const version = message({
  bips: ['BIP14', 'BIP37', 'BIP60'],
  core: 'net_processing.cpp',
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
});

export const verack = message({
  bips: [],
  core: 'net_processing.cpp',
  receipt: 'Core takes the connection as established.',
});

export const wtxidrelay = message({
  bips: ['BIP339'],
  core: 'net_processing.cpp',
  receipt: 'Core announces transactions by wtxid; behind verack it disconnects.',
});

/** WTXID_RELAY_VERSION of Core's node/protocol_version.h. */
const WTXID_RELAY_VERSION = 70016;

export function wtxidrelayOf(peerVersion: number): Layout {
  if (peerVersion >= WTXID_RELAY_VERSION) return wtxidrelay;
  const note = `Core ignores it, since the peer’s version ${peerVersion} is below ${WTXID_RELAY_VERSION}.`;
  return { ...wtxidrelay, note: () => note };
}

export const sendaddrv2 = message({
  bips: ['BIP155'],
  core: 'net_processing.cpp',
  receipt: 'Core sends addrv2 rather than addr; behind verack it disconnects.',
});

export const sendheaders = message({
  bips: ['BIP130'],
  core: 'net_processing.cpp',
  receipt: 'Core announces blocks with headers rather than inv.',
});

export const sendcmpct = message({
  bips: ['BIP152'],
  core: 'net_processing.cpp',
  receipt: 'Core notes that the peer offers compact blocks, and whether it wants them unasked.',
  members: [
    field('sendcmpct_hb', as(uint8, announceText, announceWarning)),
    field('sendcmpct_version', as(uint64, String, compactVersionWarning)),
  ],
});

export const sendtxrcncl = message({
  bips: ['BIP330'],
  core: 'net_processing.cpp',
  receipt: 'Core registers the peer for reconciliation, if it was started with -txreconciliation.',
  members: [field('peer_txreconcl_version', uint32), field('remote_salt', nonce)],
});

const featureId = limitedString(MAX_FEATUREID_LENGTH);

export const feature = message({
  bips: ['BIP434'],
  core: 'net_processing.cpp',
  receipt: 'Core knows no feature yet and ignores it; malformed, or behind verack, it disconnects.',
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
});

/** FEATURE_VERSION of Core's node/protocol_version.h. */
const FEATURE_VERSION = 70017;

export function featureOf(peerVersion: number): Layout {
  if (peerVersion >= FEATURE_VERSION) return feature;
  const note = `Core disconnects, since the peer’s version ${peerVersion} is below ${FEATURE_VERSION}.`;
  return { ...feature, note: () => note };
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
