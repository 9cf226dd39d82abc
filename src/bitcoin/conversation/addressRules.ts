import { formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Connection } from './connection';
import { type Check, rules } from './group';
import type { Heard } from './heard';
import { elementsOf, who } from './readers';

/** Of Core's net_processing.cpp. */
const MAX_ADDR_TO_SEND = 1000;
const MAX_ADDR_RATE_PER_SECOND = 0.1;
const MAX_ADDR_PROCESSING_TOKEN_BUCKET = MAX_ADDR_TO_SEND;
/** Core relays addresses in messages of so many, of which a new connection takes one: that is how it is. */
const USUAL_IGNORED = 10;
/** … but so many are told, of several messages. */
const MANY_IGNORED = 100;
/** Connections on which Core takes no addresses (SetupAddressRelay). */
const WITHOUT_ADDRESSES = new Set(['block-relay-only', 'feeler']);
/** Bytes of the shortest address of addr and addrv2. */
const ADDRESS = 30;
const ADDRESS_V2 = 9;

const RULES = rules({
  addrRate: {
    severity: 'warning',
    about:
      'A peer sends more addresses than Core takes: 0.1 a second, 1,000 at most after a silence, and 1,000 in answer to `getaddr`. Core ignores the rest, unless the peer has the permission `addr`.',
    source: 'net_processing.cpp, MAX_ADDR_RATE_PER_SECOND, MAX_ADDR_PROCESSING_TOKEN_BUCKET',
  },
  addrNotWanted: {
    severity: 'warning',
    about: 'Addresses on a connection that has no part in their relay; Core ignores them.',
    source: 'net_processing.cpp, SetupAddressRelay',
  },
  addrv2NotWanted: {
    severity: 'warning',
    about: '`addrv2` to one who has not sent `sendaddrv2`.',
    source: 'BIP155',
  },
  getaddrRepeated: {
    severity: 'warning',
    about: 'A second `getaddr` on a connection; Core answers one.',
    source: 'net_processing.cpp, ProcessMessage (m_getaddr_recvd)',
  },
  getaddrIgnored: {
    severity: 'warning',
    about: 'A `getaddr` to a node on a connection that it opened itself; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessage (Ignoring "getaddr")',
  },
});

export const addressRules = {
  rules: RULES,
  checks: {
    addr: (connection, message) => addresses(connection, message, ADDRESS),
    addrv2: (connection, message) => addresses(connection, message, ADDRESS_V2),
    getaddr,
  } satisfies Record<string, Check>,
};

function getaddr(connection: Connection, message: Heard): void {
  const { inbound, row } = message;
  const sender = connection.sender(message);
  const { type } = connection;
  if (inbound && type !== '' && !connection.isInbound) {
    const text = `The peer sends getaddr on a connection that the node opened (${visible(type)}), so Core ignores it.`;
    connection.tell(RULES.getaddrIgnored, message, text);
  } else if (sender.getaddr !== undefined) {
    const text = `${who(message)} sends getaddr again, which Core answers once only.`;
    connection.tell(RULES.getaddrRepeated, message, text, sender.getaddr);
  }
  sender.getaddr ??= row;
  const { peer } = connection;
  if (!inbound && peer.addresses) peer.addresses.tokens += MAX_ADDR_TO_SEND;
}

function addresses(connection: Connection, message: Heard, bytes: number): void {
  const { inbound, messageType } = message;
  const count = elementsOf(message, bytes);
  if (!count) return;
  if (messageType === 'addrv2' && connection.isKnown) {
    const wanted = connection.receiver(message).sendaddrv2 !== undefined;
    const text = `${who(message)} sends addrv2, although it was not asked for with sendaddrv2.`;
    if (!wanted) connection.tell(RULES.addrv2NotWanted, message, text);
  }
  // How many a peer of the node takes is its own affair.
  if (!inbound) return;
  if (WITHOUT_ADDRESSES.has(connection.type)) {
    const text = `The peer sends ${messageType} on a ${connection.type} connection, so Core ignores it.`;
    connection.tell(RULES.addrNotWanted, message, text);
  } else if (count.value <= MAX_ADDR_TO_SEND) takeTokens(connection, message, count.value);
}

/** As ProcessAddrs counts, by the clock of the trace; in favour of the peer where the beginning was not seen. */
function takeTokens(connection: Connection, message: Heard, count: number): void {
  const { timeNs, messageType } = message;
  const { peer, node, isKnown } = connection;
  const asked = !isKnown || node.getaddr !== undefined ? MAX_ADDR_TO_SEND : 0;
  const first = isKnown ? 1 : MAX_ADDR_PROCESSING_TOKEN_BUCKET;
  const bucket = (peer.addresses ??= {
    tokens: first + asked,
    ignored: 0,
    atNs: connection.opened?.timeNs ?? timeNs,
  });
  if (bucket.tokens < MAX_ADDR_PROCESSING_TOKEN_BUCKET) {
    const more = Math.max(0, (timeNs - bucket.atNs) / 1e9) * MAX_ADDR_RATE_PER_SECOND;
    bucket.tokens = Math.min(bucket.tokens + more, MAX_ADDR_PROCESSING_TOKEN_BUCKET);
  }
  bucket.atNs = timeNs;
  const taken = Math.min(count, Math.max(0, Math.floor(bucket.tokens)));
  bucket.tokens -= taken;
  const ignored = count - taken;
  bucket.ignored += ignored;
  if (ignored <= USUAL_IGNORED && bucket.ignored < MANY_IGNORED) return;
  bucket.ignored = 0;
  const text = `The peer sends ${messageType} with ${formatCount(count)} addresses, of which Core ignores ${formatCount(ignored)}, as they exceed ${MAX_ADDR_RATE_PER_SECOND} a second.`;
  connection.tell(RULES.addrRate, message, text);
}
