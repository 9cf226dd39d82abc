import { formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { decodeVersion, MalformedMessage } from '../versionMessage';
import { hex64 } from '../text/hexNumber';
import type { Connection, SaidVersion } from './connection';
import { type Check, forTypes, rules } from './group';
import type { Heard } from './heard';
import { countAt, u32At, who, whom } from './readers';

/** Of Core's node/protocol_version.h. */
const MIN_PEER_PROTO_VERSION = 31_800;
const WTXID_RELAY_VERSION = 70_016;
const FEATURE_VERSION = 70_017;
/** Of Core's protocol.h; the least is in ProcessMessage. */
const MIN_FEATUREID_LENGTH = 4;
const MAX_FEATUREID_LENGTH = 80;
const MAX_FEATUREDATA_LENGTH = 512;
/** ServiceFlags of Core's protocol.h. */
const NODE_NETWORK = 1n << 0n;
const NODE_WITNESS = 1n << 3n;
const NODE_NETWORK_LIMITED = 1n << 10n;
/** Connections of which Core expects services (CNode::ExpectServicesFromConn). */
const EXPECTING = new Set(['outbound-full-relay', 'block-relay-only', 'addr-fetch']);
/** Early messages that are told one by one. */
const MOST_EARLY = 8;
/** Versions of a node whose nonces are remembered. */
const MOST_NONCES = 1000;
/** Processes of which it is remembered that handshakes are traced, or that they reconcile. */
const MOST_PROCESSES = 1000;
/** What Core heeds between version and verack. */
const BEFORE_VERACK = new Set([
  'sendheaders',
  'sendcmpct',
  'wtxidrelay',
  'sendaddrv2',
  'sendtxrcncl',
  'feature',
]);

const RULES = rules({
  messageBeforeVersion: {
    severity: 'warning',
    about: 'A message comes before its sender’s `version`; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (nVersion == 0)',
  },
  messageBeforeVerack: {
    severity: 'warning',
    about:
      'A message comes before its sender’s `verack`, and is none that belongs there; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (fSuccessfullyConnected)',
  },
  negotiationAfterVerack: {
    severity: 'error',
    about:
      '`wtxidrelay`, `sendaddrv2` or `feature`, or `sendtxrcncl` to a node that reconciles, comes after `verack`; Core disconnects.',
    source: 'net_processing.cpp, ProcessMessage; BIP155, BIP330, BIP339, BIP434',
  },
  secondVersion: {
    severity: 'warning',
    about: 'A second `version` on a connection; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (redundant version message)',
  },
  secondVerack: {
    severity: 'warning',
    about: 'A second `verack` on a connection; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (redundant verack message)',
  },
  secondWtxidrelay: {
    severity: 'warning',
    about: 'A second `wtxidrelay` on a connection; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (duplicate wtxidrelay)',
  },
  secondSendtxrcncl: {
    severity: 'error',
    about: 'A second `sendtxrcncl` to a node that reconciles; Core disconnects.',
    source: 'node/txreconciliation.h, ReconciliationRegisterResult::ALREADY_REGISTERED; BIP330',
  },
  sendtxrcnclInvalid: {
    severity: 'error',
    about: 'A `sendtxrcncl` of version 0 to a node that reconciles; Core disconnects.',
    source: 'node/txreconciliation.h, ReconciliationRegisterResult::PROTOCOL_VIOLATION; BIP330',
  },
  sendtxrcnclWithoutRelay: {
    severity: 'error',
    about:
      'A `sendtxrcncl` to a node that reconciles, on a block-relay-only connection, or where either side’s `version` wants no transactions; Core disconnects.',
    source:
      'net_processing.cpp, ProcessMessage (sendtxrcncl, RejectIncomingTxs, m_relay_txs); BIP330',
  },
  selfConnection: {
    severity: 'warning',
    about: 'The node has connected to itself: its own nonce came back; Core disconnects.',
    source: 'net.cpp, CConnman::CheckIncomingNonce',
  },
  obsoleteVersion: {
    severity: 'error',
    about: 'The peer’s protocol version is too old; Core disconnects.',
    source: 'node/protocol_version.h, MIN_PEER_PROTO_VERSION',
  },
  missingServices: {
    severity: 'error',
    about:
      'The node connected to a peer that does not offer the services it needs; Core disconnects.',
    source: 'net_processing.cpp, PeerManagerImpl::HasAllDesirableServiceFlags',
  },
  negotiationOfOldVersion: {
    severity: 'warning',
    about: '`wtxidrelay` although one side’s version is below 70016; Core ignores it.',
    source: 'node/protocol_version.h, WTXID_RELAY_VERSION; BIP339',
  },
  featureOfOldVersion: {
    severity: 'error',
    about: '`feature` although one side’s version is below 70017; Core disconnects.',
    source: 'node/protocol_version.h, FEATURE_VERSION; BIP434',
  },
  featureInvalid: {
    severity: 'error',
    about:
      'A `feature` whose name is not of 4 to 80 bytes or whose data are longer than 512, or with bytes after them; Core disconnects.',
    source: 'protocol.h, MAX_FEATUREID_LENGTH, MAX_FEATUREDATA_LENGTH; BIP434',
  },
  malformedVersion: {
    severity: 'warning',
    about: 'A `version` that Core cannot read; it ignores it.',
    source: 'net_processing.cpp, ProcessMessages (Exception caught)',
  },
});

export const handshakeRules = {
  rules: RULES,
  checks: {
    version,
    verack,
    ...forTypes(['wtxidrelay', 'sendaddrv2', 'sendtxrcncl', 'feature'], negotiation),
  } satisfies Record<string, Check>,
};

function version(connection: Connection, message: Heard): void {
  const sender = connection.sender(message);
  const { version: first } = sender;
  if (first) {
    const text = `${who(message)} sends a second version, which Core ignores.`;
    connection.tell(RULES.secondVersion, message, text, first.row);
    return;
  }
  const said = readVersion(connection, message);
  if (!said) return;
  sender.version = said;
  if (message.inbound) greeted(connection, message, said);
  else remember(connection, said);
  tellEarly(connection, message, true);
}

function readVersion(connection: Connection, message: Heard): SaidVersion | undefined {
  try {
    const { protocolVersion, services, nonce, relay } = decodeVersion(message.payload);
    const { row } = message;
    return { row, version: protocolVersion, services, nonce, relay: relay ?? true };
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    const text = `${who(message)} sends a version of ${formatCount(message.size)} bytes that Core cannot read: ${error.message}.`;
    if (message.whole) connection.tell(RULES.malformedVersion, message, text);
    else connection.break();
    return undefined;
  }
}

/** A peer’s version: what Core disconnects for. */
function greeted(connection: Connection, message: Heard, said: SaidVersion): void {
  const { around, type, id } = connection;
  const { nonce, services } = said;
  const own = nonce === undefined ? undefined : around.nonces.get(nonce);
  if (EXPECTING.has(type) && lacksServices(services)) {
    const lacks = (services & NODE_WITNESS) === 0n ? 'witnesses' : 'blocks';
    const text = `The peer does not offer ${lacks} (services ${hex64(services)}), which the node needs of a connection of type ${visible(type)}, so it disconnects.`;
    connection.tell(RULES.missingServices, message, text);
  } else if (said.version < MIN_PEER_PROTO_VERSION) {
    const text = `The peer’s version ${said.version} is below ${MIN_PEER_PROTO_VERSION}, which is too old for Core.`;
    connection.tell(RULES.obsoleteVersion, message, text);
  } else if (own?.pid === id.pid && own.peer !== id.peer && type === 'inbound') {
    const text = `The node has connected to itself: the nonce is that of the version which it sent to peer ${own.peer}.`;
    connection.tell(RULES.selfConnection, message, text, own.row);
    connection.blame = { rule: RULES.selfConnection, row: message.row, timeNs: message.timeNs };
  }
}

/** Certainly, whatever the node knows of how far its chain is. */
function lacksServices(services: bigint): boolean {
  const serves = (services & (NODE_NETWORK | NODE_NETWORK_LIMITED)) !== 0n;
  return !serves || (services & NODE_WITNESS) === 0n;
}

function remember({ around: { nonces }, id }: Connection, { nonce, row }: SaidVersion): void {
  if (nonce === undefined || nonce === 0n) return;
  nonces.delete(nonce);
  nonces.set(nonce, { row, ...id });
  if (nonces.size > MOST_NONCES) nonces.delete(nonces.keys().next().value!);
}

function rememberProcess(processes: Set<number>, { id }: Connection): void {
  if (processes.size >= MOST_PROCESSES) processes.clear();
  processes.add(id.pid);
}

function verack(connection: Connection, message: Heard): void {
  const sender = connection.sender(message);
  if (!sender.version) return;
  if (sender.verack !== undefined) {
    const text = `${who(message)} sends a second verack, which Core ignores.`;
    connection.tell(RULES.secondVerack, message, text, sender.verack);
    return;
  }
  sender.verack = message.row;
  if (!message.inbound && connection.fromStart && connection.peer.version)
    rememberProcess(connection.around.unfiltered, connection);
  tellEarly(connection, message, false);
}

function negotiation(connection: Connection, message: Heard): void {
  const { messageType, row } = message;
  const sender = connection.sender(message);
  const counts = messageType !== 'sendtxrcncl' || reconciles(connection, message);
  if (sender.verack !== undefined) {
    const text = `${who(message)} sends ${messageType} after its verack, for which Core disconnects.`;
    if (counts) connection.tell(RULES.negotiationAfterVerack, message, text, sender.verack);
    return;
  }
  const { commonVersion } = connection;
  switch (messageType) {
    case 'wtxidrelay':
      if (commonVersion !== undefined && commonVersion < WTXID_RELAY_VERSION) {
        const text = `${who(message)} sends wtxidrelay, which Core ignores below version ${WTXID_RELAY_VERSION}: both speak ${commonVersion}.`;
        connection.tell(RULES.negotiationOfOldVersion, message, text);
      } else if (sender.wtxidrelay !== undefined) {
        const text = `${who(message)} sends wtxidrelay again, which Core ignores.`;
        connection.tell(RULES.secondWtxidrelay, message, text, sender.wtxidrelay);
      } else if (sender.version) sender.wtxidrelay = row;
      return;
    case 'sendaddrv2':
      sender.sendaddrv2 ??= row;
      return;
    case 'sendtxrcncl':
      if (counts) sendtxrcncl(connection, message);
      sender.sendtxrcncl ??= row;
      if (!message.inbound) rememberProcess(connection.around.reconciling, connection);
      return;
    case 'feature':
      if (commonVersion !== undefined) feature(connection, message, commonVersion);
  }
}

/** The receiver does reconciliation, by what it has sent, here or on another connection. */
function reconciles(connection: Connection, message: Heard): boolean {
  if (connection.receiver(message).sendtxrcncl !== undefined) return true;
  return message.inbound && connection.around.reconciling.has(connection.id.pid);
}

/** What Core looks at in its order. */
function sendtxrcncl(connection: Connection, message: Heard): void {
  const { payload, whole } = message;
  const sender = connection.sender(message);
  const receiver = connection.receiver(message);
  const without = withoutRelay(connection, message);
  if (without) {
    const text = `${who(message)} sends sendtxrcncl ${without.text}, for which Core disconnects.`;
    connection.tell(RULES.sendtxrcnclWithoutRelay, message, text, without.row);
    return;
  }
  // Core ignores it from who it has not sent one itself.
  if (receiver.sendtxrcncl === undefined) return;
  if (sender.sendtxrcncl !== undefined) {
    const text = `${who(message)} sends sendtxrcncl again, for which Core disconnects.`;
    connection.tell(RULES.secondSendtxrcncl, message, text, sender.sendtxrcncl);
  } else if (whole && payload.length >= 4 && u32At(payload, 0) === 0) {
    const text = `${who(message)} sends sendtxrcncl of version 0, for which Core disconnects: versions begin at 1.`;
    connection.tell(RULES.sendtxrcnclInvalid, message, text);
  }
}

/** Why there is nothing to reconcile. @returns undefined where there is, or it is not known. */
function withoutRelay(
  connection: Connection,
  message: Heard,
): { text: string; row?: number } | undefined {
  const { type } = connection;
  // Its version wants no transactions, although Core would take some.
  if (type === 'private-broadcast') return undefined;
  if (type === 'block-relay-only') return { text: `on a ${type} connection` };
  const { version: ofReceiver } = connection.receiver(message);
  const { version: ofSender } = connection.sender(message);
  if (ofReceiver?.relay === false)
    return {
      text: `although the version of ${whom(message)} wants no transactions`,
      row: ofReceiver.row,
    };
  if (ofSender?.relay === false)
    return { text: 'although its own version wants no transactions', row: ofSender.row };
  return undefined;
}

function feature(connection: Connection, message: Heard, commonVersion: number): void {
  if (commonVersion < FEATURE_VERSION) {
    const text = `${who(message)} sends feature, for which Core disconnects below version ${FEATURE_VERSION}: both speak ${commonVersion}.`;
    connection.tell(RULES.featureOfOldVersion, message, text);
  } else if (message.whole && !isFeature(message.payload)) {
    const text = `${who(message)} sends a feature of ${formatCount(message.size)} bytes that is not formed as it must be, for which Core disconnects.`;
    connection.tell(RULES.featureInvalid, message, text);
  }
}

function isFeature(payload: Uint8Array): boolean {
  const id = countAt(payload);
  if (!id || id.value < MIN_FEATUREID_LENGTH || id.value > MAX_FEATUREID_LENGTH) return false;
  const at = id.bytes + id.value;
  const data = countAt(payload, at);
  if (!data || data.value > MAX_FEATUREDATA_LENGTH) return false;
  return at + data.bytes + data.value === payload.length;
}

/**
 * Looks at every message before its sender’s verack. It is told when that comes, or at the end: a trace of some
 * types only has none.
 * @returns Whether Core ignores the message.
 */
export function isEarly(connection: Connection, message: Heard): boolean {
  const sender = connection.sender(message);
  const { messageType, row, timeNs } = message;
  if (sender.verack !== undefined || messageType === 'version') return false;
  const beforeVersion = !sender.version;
  if (!beforeVersion && (messageType === 'verack' || BEFORE_VERACK.has(messageType))) return false;
  // Where the beginning was not seen, its handshake may have been before.
  if (!connection.fromStart || !connection.unbroken) return false;
  sender.earlyCount++;
  if (sender.early.length < MOST_EARLY)
    sender.early.push({ row, timeNs, messageType, beforeVersion });
  return true;
}

/** @param ofVersion Only those before the version. */
function tellEarly(
  connection: Connection,
  message: Pick<Heard, 'row' | 'timeNs' | 'inbound'>,
  ofVersion: boolean,
): void {
  const sender = connection.sender(message);
  if (connection.around.suspended) return;
  // What was taken for the first version may have been a second one.
  if (!connection.opened && !connection.node.version) return;
  for (const early of sender.early) {
    const { beforeVersion, messageType } = early;
    if (beforeVersion !== ofVersion) continue;
    const name = beforeVersion ? 'version' : 'verack';
    const rule = beforeVersion ? RULES.messageBeforeVersion : RULES.messageBeforeVerack;
    const text = `${who(message)} sends ${visible(messageType)} before its ${name}, so ${whom(message)} ignores it.`;
    connection.tell(rule, early, text, message.row);
  }
  sender.early = sender.early.filter(({ beforeVersion }) => beforeVersion !== ofVersion);
  sender.earlyCount = sender.early.length;
}

/** A connection ends without a handshake: what came before it is told, where messages of all types are traced. */
export function tellEarlyAtEnd(connection: Connection, end: Pick<Heard, 'row' | 'timeNs'>): void {
  if (!connection.around.unfiltered.has(connection.id.pid)) return;
  const message = { ...end, inbound: true };
  tellEarly(connection, message, true);
  tellEarly(connection, message, false);
}
