import { serviceFlagNames } from '../../bitcoin/serviceFlags';
import type { Peer } from '../../capture/model/peer';
import { foundText } from '../../capture/model/peerFacts';
import { unixMs } from '../../capture/export/wallTime';
import type { Hello } from '../../shared/frames/hello';
import { durationText } from '../../shared/text/durationText';
import { PEER_NETWORKS } from '../../shared/text/peerNetworks';
import { localTime } from '../../shared/text/dateText';
import { formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { PeersAbout } from '../../shared/webview/peersProtocol';
import { lossTotals } from '../../capture/model/lossTotals';
import { findingsOf } from '../captures/findingsOf';
import type { Recording } from '../captures/recording';
import { closedText, countAndBytes } from './peerText';

type Clock = Pick<Hello, 'wallNs' | 'monotonicNs'>;

/** About a peer: its address in full, what it said of itself, and what it exchanged. */
export function aboutPeer(peer: Peer, recording: Recording): PeersAbout {
  const { address, peer: id } = peer.identity;
  const name = recording.nameOf(address);
  const found = foundText(findingsOf(recording).ofPeer(peer.identity));
  const facts: [string, string | undefined][] = [
    ...peerFacts(peer, recording.clock),
    ['Findings', found === '' ? undefined : `${found}: a click on the count shows them`],
    ...lossFacts(peer, recording),
  ];
  return {
    title: `Peer ${id}${name === undefined ? '' : `  ${visible(name)}`}`,
    facts: [['Address', address || 'not known'], ...facts].flatMap(([fact, value]) =>
      value === undefined ? [] : [[fact, visible(value)] as const],
    ),
  };
}

function peerFacts(peer: Peer, clock: Clock): [string, string | undefined][] {
  const { version, traffic } = peer;
  return [
    ['State', peer.open ? undefined : closedText(peer)],
    ['Connection', peer.identity.connectionType || undefined],
    ['Network', peer.network === undefined ? undefined : PEER_NETWORKS[peer.network]?.name],
    ['User agent', version?.userAgent],
    ['Protocol version', version && `${version.protocolVersion}`],
    ['Services', version && (serviceFlagNames(version.services).join(', ') || 'none')],
    ['Start height', version?.startHeight === undefined ? undefined : `${version.startHeight}`],
    ['Connected since', connectedSince(peer, clock)],
    ['Closed', peer.closedNs === undefined ? undefined : localTime(unixMs(clock, peer.closedNs))],
    ['Last ping', peer.pingNs === undefined ? undefined : durationText(peer.pingNs / 1000)],
    ['Outbound', countAndBytes(traffic.outboundMessages, traffic.outboundBytes)],
    ['Inbound', countAndBytes(traffic.inboundMessages, traffic.inboundBytes)],
    ['Misbehaving', peer.open ? peer.misbehaving : undefined],
  ];
}

/** An event that never arrived cannot be counted for one peer: nobody knows whose it was. */
function lossFacts(
  peer: Peer,
  recording: Pick<Recording, 'capture' | 'peers'>,
): [string, string | undefined][] {
  const ofTrace = lossTotals(recording).filter(({ kind }) => kind === 'lost');
  return [
    ['Incomplete messages', peer.incomplete === 0 ? undefined : formatCount(peer.incomplete)],
    ['Truncated messages', peer.truncated === 0 ? undefined : formatCount(peer.truncated)],
    ...ofTrace.map(({ what, count }): [string, string] => [
      what,
      `${formatCount(count)} in the trace; it is unknown whose`,
    ]),
  ];
}

function connectedSince(peer: Peer, clock: Clock): string {
  if (peer.openedNs !== undefined) return localTime(unixMs(clock, peer.openedNs));
  if (peer.establishedUnix !== undefined) return localTime(peer.establishedUnix * 1000);
  return `before ${localTime(unixMs(clock, peer.firstNs))} (older than the trace)`;
}
