import { plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { waitsForBlocks, STALLING_NS } from './blockRules';
import type { Connection } from './connection';
import { rules } from './group';
import type { Heard } from './heard';
import { TIMEOUT_NS } from './keepAliveRules';
import { spanText } from './readers';

/** What the node closes a connection for comes shortly before, nanoseconds. */
const SHORTLY_NS = 2e9;
/** DEFAULT_PEER_CONNECT_TIMEOUT of Core's net.h, nanoseconds. */
const CONNECT_NS = 60e9;
/** NODE_BLOOM of Core's protocol.h. */
const NODE_BLOOM = 1n << 2n;

const RULES = rules({
  punished: {
    severity: 'error',
    about:
      'The node punishes the peer: it disconnects, and discourages the address; with its own reason, and the message before.',
    source: 'net_processing.cpp, PeerManagerImpl::Misbehaving',
  },
  notPunished: {
    severity: 'error',
    about:
      'The node finds fault with a peer that it does not punish: one that it was told to connect to, or one that went on after the last time, as with the permission `noban`.',
    source: 'net_processing.cpp, PeerManagerImpl::MaybeDiscourageAndDisconnect',
  },
  disconnectedAfter: {
    severity: 'note',
    about:
      'A connection ends, with the likely reason: what was told shortly before, or what the node waited for in vain.',
    source: 'net_processing.cpp, fDisconnect; net.cpp, InactivityCheck',
  },
  evicted: {
    severity: 'note',
    about: 'The node closes an inbound connection to make room for another.',
    source: 'net.cpp, CConnman::AttemptToEvictConnection',
  },
});

export const endingRules = { rules: RULES, checks: {} };

type End = Pick<Heard, 'row' | 'timeNs'>;

/** @param reason In Core's words; '' where it gives none. */
export function tellPunished(connection: Connection, event: End, reason: string): void {
  const { last } = connection.peer;
  // The event belongs to the message that the node is looking at.
  const after = last ? ` after its ${visible(last.messageType)}` : '';
  const why = reason === '' ? 'without a reason' : `for “${visible(reason)}”`;
  const isManual = connection.type === 'manual';
  if (!isManual && !connection.isSpared) {
    connection.ending = 'punished';
    const text = `The node punishes the peer${after}, ${why}.`;
    connection.tell(RULES.punished, event, text, last?.row);
    return;
  }
  const spared = isManual
    ? 'a peer that it was told to connect to'
    : 'it: the peer has gone on since the last time';
  const text = `The node finds fault with the peer${after}, ${why}, but does not punish ${spared}.`;
  connection.tell(RULES.notPunished, event, text, last?.row);
  // Nothing that it sends makes the node disconnect.
  connection.blame = undefined;
}

export function tellEvicted(connection: Connection, event: End): void {
  const text = 'The node closes the connection to make room for another.';
  connection.tell(RULES.evicted, event, text);
  connection.ending = 'evicted';
}

/** The node reads on what a peer sends: it has not punished it, whatever it said. */
export function goesOn(connection: Connection): void {
  if (connection.ending !== 'punished') return;
  connection.ending = undefined;
  connection.isSpared = true;
}

export function tellEnd(connection: Connection, event: End): void {
  // A punishment and an eviction are told.
  if (connection.ending || connection.around.suspended) return;
  const why = reasonOf(connection, event);
  if (!why) {
    tellAwaited(connection, event);
    return;
  }
  const { last } = connection.peer;
  const after = last && !why.isLast ? ` Its last message was ${visible(last.messageType)}.` : '';
  const text = `The connection ends, likely because ${why.text}.${after}`;
  connection.tell(
    RULES.disconnectedAfter,
    event,
    text.replace('. Its', '; its'),
    why.row,
    last?.row,
  );
}

interface Why {
  text: string;
  row: number | undefined;
  /** It names the last message. */
  isLast?: true;
}

function reasonOf(connection: Connection, { timeNs }: End): Why | undefined {
  const { blame, peer, node, opened, unbroken } = connection;
  if (blame && timeNs - blame.timeNs < SHORTLY_NS)
    return { text: `of a message before (${blame.rule.id})`, row: blame.row, isLast: true };
  const { last } = peer;
  const isLate = last !== undefined && timeNs - last.timeNs < SHORTLY_NS;
  if (isLate && last.messageType === 'mempool' && offersNoBloom(connection))
    return {
      text: 'mempool was sent to a node without Bloom filters',
      row: last.row,
      isLast: true,
    };
  const isHandshaken = peer.verack !== undefined;
  if (opened && unbroken && !isHandshaken && timeNs - opened.timeNs >= CONNECT_NS)
    return {
      text: `its handshake was not complete after ${spanText(timeNs - opened.timeNs)}`,
      row: opened.row,
    };
  const ping = [...node.pings.values()].find(({ answered }) => !answered);
  if (ping && connection.isKnown && timeNs - ping.timeNs >= TIMEOUT_NS)
    return { text: `a ping was not answered for ${spanText(timeNs - ping.timeNs)}`, row: ping.row };
  return undefined;
}

/** Whether that is why it ends is not certain: anybody may close a connection. */
function tellAwaited(connection: Connection, event: End): void {
  const waits = waitsForBlocks(connection, event.timeNs);
  // Core counts anew with each block that comes (m_stalling_since).
  if (!waits || waits.stalledNs < STALLING_NS) return;
  const { count, first, row, ns } = waits;
  const blocks =
    count === 1 ? `block ${first},` : `${plural(count, 'block')}, the first (${first})`;
  const text = `The connection ends while the node waits for ${blocks} asked for ${spanText(ns)} before; in initial block download it disconnects a peer that holds up the others for 2 s or more.`;
  connection.tell(RULES.disconnectedAfter, event, text, row);
}

function offersNoBloom({ node: { version } }: Connection): boolean {
  return version !== undefined && (version.services & NODE_BLOOM) === 0n;
}
