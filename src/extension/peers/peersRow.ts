import { unixMs } from '../../capture/export/wallTime';
import type { OtherPeers, Peer, TracedNode, Traffic, TypeTraffic } from '../../capture/model/peer';
import { foundText, type FoundCounts } from '../../capture/model/peerFacts';
import { assertNever } from '../../shared/assertNever';
import { shortConnectionType } from '../../shared/text/connectionTypes';
import { formatBytes, plural } from '../../shared/text/quantity';
import { shortCount } from '../../shared/text/shortCount';
import { visible } from '../../shared/text/visible';
import type {
  FoundNote,
  PeersIcon,
  PeersRow,
  TrafficTexts,
} from '../../shared/webview/peersProtocol';
import { captureName, dayAndTime } from '../captures/captureName';
import { shortFolder } from '../captures/recentCaptures';
import { findingsOf } from '../captures/findingsOf';
import type { Recording } from '../captures/recording';
import { isSpooled } from '../captures/spool';
import { unattachedNote } from '../captures/unattached';
import { shownName } from '../host/peerNames';
import type { PeersElement } from './peersElement';
import type { NodeFacts } from '../../fleet/reader/nodeStates';
import { fleetFacts } from './fleetNodes';
import { nodeStateText } from './nodeStateText';
import { closedText, nodeText, peerLabel, trafficSpeech } from './peerText';

/** Findings that are counted in a row. */
const MOST_COUNTED = 9;

/** What a row has unless it says otherwise. */
const BARE = {
  icon: '',
  number: '',
  named: false,
  detail: '',
  found: undefined,
  traffic: undefined,
  lastMs: undefined,
  over: false,
} as const;

type Words = Omit<PeersRow, 'id' | 'kind' | 'level' | 'open' | 'nowMs' | 'tracing'>;

/** What is shown of an element, level and fold aside. */
export function peersRow(element: PeersElement, recording: Recording): Words {
  switch (element.kind) {
    case 'recording':
      return recordingRow(element.recording);
    case 'waiting':
      return waitingRow(element.title, element.text, recording);
    case 'node':
      return nodeRow(element.node, recording);
    case 'peer':
      return peerRow(element.peer, recording);
    case 'closed':
      return folded(plural(element.count, 'closed peer'));
    case 'others':
      return othersRow(element.others);
    case 'type':
      return typeRow(element.type);
    case 'more':
      return more(element.count);
    default:
      return assertNever(element);
  }
}

/** What a recording is called where there are several: `Live trace`, `Trace of 14:03:22`, `busy`. */
export function recordingLabel(recording: Recording): string {
  const { tracing, importOf, capture } = recording;
  if (tracing) return 'Live trace';
  if (importOf !== '') return visible(importOf);
  const name = captureName(recording);
  return isSpooled(capture.path) ? `Trace of ${name}` : name;
}

function recordingRow(recording: Recording): Words {
  const label = recordingLabel(recording);
  const detail = recordingDetail(recording);
  const icon = recording.tracing ? 'live' : 'file';
  return { ...BARE, icon, label, detail, speech: `Capture ${label}, ${detail}` };
}

/** Where it is from: a trace has no place that says anything to a person. */
function recordingDetail(recording: Recording): string {
  const { tracing, live, capture, about, clock } = recording;
  if (tracing) return [...amiss(recording), `since ${sinceText(clock)}`].join(' · ');
  if (live) return 'is being read';
  if (about !== '') return visible(about);
  return isSpooled(capture.path) ? 'has ended' : visible(shortFolder(capture.path));
}

function sinceText(clock: Recording['clock']): string {
  return dayAndTime(Number(clock.wallNs / 1_000_000n));
}

function waitingRow(title: string, text: string, recording: Recording): Words {
  const notes = amiss(recording);
  const label = visible(title);
  const detail = [...notes, text].join(' · ');
  const icon = notes.length > 0 ? 'warning' : 'waiting';
  return { ...BARE, icon, label, detail, speech: `${label}, ${detail}` };
}

/** Short notes on what a trace does not see; none while all is well. */
function amiss({ unattached, silence }: Recording): string[] {
  return [unattachedNote(unattached), silence].filter(Boolean);
}

function nodeRow(node: TracedNode, recording: Recording): Words {
  const label = recording.nodeTitle(node.pid);
  const facts = fleetFacts(node.pid, recording);
  const state = facts && nodeStateText(facts.state);
  const notes = amiss(recording);
  const detail = [...notes, state, nodeText(node, recording)].filter(Boolean).join(' · ');
  const isEnded = node.ended || facts?.state.kind === 'ended';
  return {
    ...BARE,
    icon: nodeIcon(isEnded, notes.length > 0 || isAmissThere(facts)),
    label,
    detail,
    speech: `${label}, ${detail}`,
    over: isEnded,
  };
}

/** A node of a fleet is silent, or loses something. */
function isAmissThere(facts: NodeFacts | undefined): boolean {
  return facts?.state.kind === 'silent' || facts?.state.kind === 'losing';
}

function nodeIcon(isEnded: boolean, isAmiss: boolean): PeersIcon {
  if (isAmiss) return 'warning';
  return isEnded ? 'ended' : 'server';
}

function peerRow(peer: Peer, recording: Recording): Words {
  const { clock, nameOf } = recording;
  const { identity } = peer;
  const found = findingsOf(recording).ofPeer(identity);
  const state = closedText(peer);
  const type = shortConnectionType(identity.connectionType);
  return {
    ...BARE,
    icon: peerIcon(peer),
    number: `${identity.peer}`,
    label: shownName(identity, nameOf),
    named: nameOf(identity.address) !== undefined,
    // Who looks at a closed peer asks why it is gone.
    detail: peer.misbehaving !== undefined && !peer.open ? 'misbehaved' : type,
    found: foundNote(found),
    traffic: trafficTexts(peer.traffic),
    lastMs: unixMs(clock, peer.closedNs ?? peer.lastNs),
    speech: [
      `Peer ${peerLabel(identity, nameOf)}`,
      state,
      visible(identity.connectionType),
      trafficSpeech(peer.traffic),
      foundText(found),
    ]
      .filter(Boolean)
      .join(', '),
    over: !peer.open,
  };
}

/** As VS Code counts the problems of a file. */
function foundNote({ errors, warnings }: FoundCounts): FoundNote | undefined {
  const count = errors + warnings;
  if (count === 0) return undefined;
  const gravest = errors > 0 ? 'error' : 'warning';
  return { text: count > MOST_COUNTED ? `${MOST_COUNTED}+` : `${count}`, gravest };
}

function peerIcon(peer: Peer): PeersIcon {
  if (!peer.open) return 'closed';
  if (peer.misbehaving !== undefined) return 'warning';
  const inbound = peer.direction === 'inbound' || peer.identity.connectionType === 'inbound';
  return inbound ? 'inbound' : 'outbound';
}

function folded(label: string): Words {
  return { ...BARE, icon: 'history', label, speech: label, over: true };
}

function othersRow({ peers, traffic }: OtherPeers): Words {
  const count = peers === 0 ? '' : `${plural(peers, 'earlier one')}, no longer told apart`;
  return {
    ...BARE,
    icon: 'history',
    label: peers === 0 ? 'Other peers' : `${plural(peers, 'older peer')}, in sum`,
    traffic: trafficTexts(traffic),
    speech: ['Other peers', count, trafficSpeech(traffic)].filter(Boolean).join(', '),
    over: true,
  };
}

function typeRow(type: TypeTraffic): Words {
  const name = type.messageType === undefined ? 'other types' : visible(type.messageType);
  const label = name === '' ? '(empty type)' : name;
  const speech = `${label}, ${trafficSpeech(type)}`;
  return { ...BARE, label, traffic: trafficTexts(type), speech };
}

function more(count: number): Words {
  const label = `${plural(count, 'more peer')}: see the ladder of all peers`;
  return { ...BARE, label, speech: label, over: true };
}

/** A direction in which nothing went is left empty. */
function trafficTexts(traffic: Traffic): TrafficTexts {
  const { outboundMessages, outboundBytes, inboundMessages, inboundBytes } = traffic;
  return {
    outMessages: outboundMessages === 0 ? '' : shortCount(outboundMessages),
    outBytes: outboundMessages === 0 ? '' : formatBytes(outboundBytes),
    inMessages: inboundMessages === 0 ? '' : shortCount(inboundMessages),
    inBytes: inboundMessages === 0 ? '' : formatBytes(inboundBytes),
  };
}
