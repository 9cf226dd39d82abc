import { formatCount } from '../../shared/text/quantity';
import { pingNonce } from '../pingNonce';
import { hex64 } from '../text/hexNumber';
import type { Connection, Side } from './connection';
import { type Check, rules } from './group';
import type { Heard } from './heard';
import { spanText, u32At, who, whom } from './readers';

/** TIMEOUT_INTERVAL of Core's net.h, nanoseconds. */
export const TIMEOUT_NS = 20 * 60e9;
/** BIP0031_VERSION of Core's node/protocol_version.h: later versions have a nonce. */
const BIP0031_VERSION = 60_000;
/** Pings that are remembered of each side. */
const MOST_PINGS = 64;

const RULES = rules({
  pingUnanswered: {
    severity: 'warning',
    about: 'No `pong` answers a `ping` within 20 minutes, after which Core disconnects.',
    source: 'net.h, TIMEOUT_INTERVAL; net_processing.cpp, MaybeSendPing; BIP31',
  },
  pongUnasked: {
    severity: 'warning',
    about: 'A `pong` answers no `ping`, or one that was answered; Core ignores it.',
    source: 'net_processing.cpp, ProcessPong; BIP31',
  },
  pongShort: {
    severity: 'warning',
    about: 'A `pong` has no nonce; Core gives up its ping.',
    source: 'net_processing.cpp, ProcessPong (Short payload)',
  },
  pingShort: {
    severity: 'warning',
    about:
      'A `ping` has no nonce although both sides speak a version that has one; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessages (Exception caught); BIP31',
  },
});

export const keepAliveRules = {
  rules: RULES,
  checks: { ping, pong } satisfies Record<string, Check>,
  sweep,
};

/** Bytes of a nonce (BIP31). */
const NONCE = 8;

function ping(connection: Connection, message: Heard): void {
  const { payload, size, whole, row, timeNs } = message;
  const { commonVersion } = connection;
  if (commonVersion !== undefined && commonVersion <= BIP0031_VERSION) return;
  const sender = connection.sender(message);
  if (payload.length < NONCE) {
    if (!whole) sender.forgotPings = true;
    else if (commonVersion !== undefined) {
      const text = `${who(message)} sends ping of ${formatCount(size)} bytes, too short for a nonce, so Core ignores it.`;
      connection.tell(RULES.pingShort, message, text);
    }
    return;
  }
  const { pings } = sender;
  const low = u32At(payload, 0) | 0;
  const high = u32At(payload, 4);
  const like = pings.get(low);
  if (like && like.high !== high) forget(sender, low);
  // One that is sent again is new.
  else if (like) pings.delete(low);
  pings.set(low, { high, row, timeNs, answered: false, late: false });
  connection.waitUntil(timeNs + TIMEOUT_NS);
  if (pings.size > MOST_PINGS) forget(sender, pings.keys().next().value!);
}

/** An answer to it may still come. */
function forget(sender: Side, low: number): void {
  if (!sender.pings.get(low)!.answered) sender.forgotPings = true;
  sender.pings.delete(low);
}

function pong(connection: Connection, message: Heard): void {
  const { payload, size, whole, timeNs } = message;
  const receiver = connection.receiver(message);
  if (payload.length < NONCE) {
    if (!whole) {
      // It may have answered any.
      for (const each of receiver.pings.values()) each.answered = true;
      receiver.forgotPings = true;
      return;
    }
    const text = `${who(message)} sends pong of ${formatCount(size)} bytes, too short for a nonce.`;
    connection.tell(RULES.pongShort, message, text);
    return;
  }
  const like = receiver.pings.get(u32At(payload, 0) | 0);
  const asked = like?.high === u32At(payload, 4) ? like : undefined;
  if (asked && !asked.answered) {
    asked.answered = true;
    return;
  }
  if (receiver.forgotPings || !connection.isKnown) return;
  const nonce = pingNonce(payload)!;
  const text = asked
    ? `${who(message)} answers the ping ${hex64(nonce)} of ${whom(message)} again, ${spanText(timeNs - asked.timeNs)} after it.`
    : `${who(message)} sends pong ${hex64(nonce)}, which answers no ping of ${whom(message)}.`;
  connection.tell(RULES.pongUnasked, message, text, asked?.row);
}

function sweep(connection: Connection, timeNs: number): number {
  return Math.min(
    sweepSide(connection, connection.node, 'The peer', timeNs),
    sweepSide(connection, connection.peer, 'The node', timeNs),
  );
}

function sweepSide(connection: Connection, side: Side, answerer: string, timeNs: number): number {
  for (const ping of side.pings.values()) {
    if (ping.answered || ping.late) continue;
    if (ping.timeNs + TIMEOUT_NS > timeNs) return ping.timeNs + TIMEOUT_NS;
    ping.late = true;
    if (!connection.isKnown) continue;
    const text = `${answerer} has not answered a ping for 20 minutes.`;
    connection.tell(RULES.pingUnanswered, ping, text);
  }
  return Infinity;
}
