import type { Direction } from '../../shared/events/event';
import { PEER_NETWORKS, type PeerNetwork } from '../../shared/text/peerNetworks';
import { plural } from '../../shared/text/quantity';
import { isOtherPeers } from '../index/peerTable';
import type { Peer } from './peer';

/** What a table of peers says about one; times are CLOCK_MONOTONIC, nanoseconds. */
export interface PeerFacts {
  peer: Peer;
  pid: number;
  /** As the node counts. */
  id: number;
  /** Chosen by a peer or a user, as are the type and the user agent: show them through `visible`. */
  address: string;
  connectionType: string;
  /** undefined while nothing tells it. */
  direction: Direction | undefined;
  /** Empty while nothing tells it. */
  network: PeerNetwork;
  userAgent: string;
  inboundMessages: number;
  outboundMessages: number;
  inboundBytes: number;
  outboundBytes: number;
  /** Messages a second. */
  rate: number;
  /** From the node's last answered `ping` to its `pong`. */
  pingNs: number | undefined;
  lastNs: number;
  /** undefined if the connection is older than the trace: see `Peer.establishedUnix`. */
  openedNs: number | undefined;
  /** What a person should know; chosen by a peer in part. */
  remarks: string[];
  /** What rules of the conversation told, which `remarks` sums up. */
  found: FoundCounts;
}

/** How many findings of a connection are as grave as this; see Findings. */
export interface FoundCounts {
  errors: number;
  warnings: number;
}

export const NOTHING_FOUND: FoundCounts = { errors: 0, warnings: 0 };

/** `2 errors, 1 warning`; empty where there are none. */
export function foundText({ errors, warnings }: FoundCounts): string {
  return [
    errors === 0 ? '' : plural(errors, 'error'),
    warnings === 0 ? '' : plural(warnings, 'warning'),
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** What is known about a peer besides its model. */
export interface PeerMeasures {
  rate: number;
  unanswered: number;
  found: FoundCounts;
}

/** @param measures Of TrafficHistory, AnswerTimes and Findings. */
export function factsOf(peer: Peer, { rate, unanswered, found }: PeerMeasures): PeerFacts {
  const { identity, traffic } = peer;
  return {
    peer,
    pid: identity.pid,
    id: identity.peer,
    address: identity.address,
    connectionType: identity.connectionType,
    direction: directionOf(peer),
    network: networkOf(peer),
    userAgent: peer.version?.userAgent ?? '',
    inboundMessages: traffic.inboundMessages,
    outboundMessages: traffic.outboundMessages,
    inboundBytes: traffic.inboundBytes,
    outboundBytes: traffic.outboundBytes,
    rate,
    pingNs: peer.pingNs,
    lastNs: peer.lastNs,
    openedNs: peer.openedNs,
    remarks: remarksOf(peer, unanswered, found),
    found,
  };
}

/** By the event of the connection, or by its type, which Core names after the direction. */
function directionOf({ direction, identity: { connectionType } }: Peer): Direction | undefined {
  if (direction) return direction;
  if (connectionType === '') return undefined;
  return connectionType === 'inbound' ? 'inbound' : 'outbound';
}

/** By the event of the connection, or by what its address looks like. */
function networkOf({ network, identity }: Peer): PeerNetwork {
  if (network !== undefined) return PEER_NETWORKS[network]?.id ?? '';
  const { address } = identity;
  if (isOtherPeers(identity)) return '';
  if (/\.onion(:\d+)?$/.test(address)) return 'onion';
  if (/\.b32\.i2p(:\d+)?$/.test(address)) return 'i2p';
  // Tor hands peers of an onion service over from 127.0.0.1, so that loopback tells nothing.
  if (address.startsWith('127.')) return '';
  if (/^\[fc/i.test(address)) return 'cjdns';
  if (address.startsWith('[') && address !== '[::1]') return 'ipv6';
  return /^\d+\.\d+\.\d+\.\d+(:\d+)?$/.test(address) ? 'ipv4' : '';
}

function remarksOf(peer: Peer, unanswered: number, found: FoundCounts): string[] {
  return [
    foundText(found),
    peer.misbehaving === undefined ? '' : `misbehaving: ${peer.misbehaving}`,
    peer.evicted ? 'evicted' : '',
    unanswered === 0 ? '' : `${plural(unanswered, 'request')} unanswered`,
    peer.incomplete === 0 ? '' : `${plural(peer.incomplete, 'message')} incomplete`,
    peer.truncated === 0 ? '' : `${plural(peer.truncated, 'message')} truncated`,
  ].filter((remark) => remark !== '');
}
