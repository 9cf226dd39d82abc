import * as vscode from 'vscode';
import type { OtherPeers, Peer, TracedNode, TypeTraffic } from '../../capture/model/peer';
import { assertNever } from '../../shared/assertNever';
import { formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { PEER_SCHEME, PREVIEW_COMMAND, TREE_CONTEXT } from '../host/ids';
import { markdownTable } from '../host/markdown';
import type { Recording } from '../captures/recording';
import { unattachedNote, unattachedRows } from '../captures/unattached';
import type { PeersElement } from './peersElement';
import {
  nodeDescription,
  otherPeersDescription,
  peerDescription,
  peerLabel,
  trafficSpeech,
  typeTrafficText,
} from './peerText';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

/** The row of an element. Its tooltip is made only when it is looked at. */
export function peersItem(element: PeersElement, recording: Recording): vscode.TreeItem {
  const item = newItem(element, recording);
  item.id = element.id;
  return item;
}

function newItem(element: PeersElement, recording: Recording): vscode.TreeItem {
  switch (element.kind) {
    case 'waiting':
      return waitingItem(element.title, element.text, recording);
    case 'node':
      return nodeItem(element.node, recording);
    case 'peer':
      return peerItem(element);
    case 'older':
      return olderItem(element.count);
    case 'others':
      return othersItem(element.others);
    case 'type':
      return typeItem(element.type);
    case 'more':
      return moreItem(element.count);
    default:
      return assertNever(element);
  }
}

function waitingItem(title: string, text: string, recording: Recording): vscode.TreeItem {
  const item = new vscode.TreeItem(visible(title), None);
  item.description = [...amiss(recording), text].join(' · ');
  item.iconPath = amiss(recording).length > 0 ? warning() : new vscode.ThemeIcon('loading~spin');
  const rows = unattachedRows(recording.unattached);
  if (rows.length > 0) item.tooltip = new vscode.MarkdownString(markdownTable(rows));
  return item;
}

/** Short notes on what a trace does not see; none while all is well. */
function amiss({ unattached, silence }: Recording): string[] {
  return [unattachedNote(unattached), silence].filter(Boolean);
}

function warning(): vscode.ThemeIcon {
  return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
}

function nodeItem(node: TracedNode, recording: Recording): vscode.TreeItem {
  const item = new vscode.TreeItem(recording.nodeTitle(node.pid), Expanded);
  const notes = amiss(recording);
  item.description = [...notes, nodeDescription(node)].join(' · ');
  item.contextValue = TREE_CONTEXT.node;
  item.iconPath = nodeIcon(node, notes.length > 0);
  return item;
}

function nodeIcon(node: TracedNode, isAmiss: boolean): vscode.ThemeIcon {
  if (isAmiss) return warning();
  return node.ended
    ? new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('disabledForeground'))
    : new vscode.ThemeIcon('server-process');
}

function peerItem(element: Extract<PeersElement, { kind: 'peer' }>): vscode.TreeItem {
  const { peer } = element;
  const item = new vscode.TreeItem(peerLabel(peer.identity), Collapsed);
  item.description = peerDescription(peer);
  item.contextValue = TREE_CONTEXT.peer;
  item.iconPath = peerIcon(peer);
  // The decoration of this address greys the row.
  if (!peer.open) item.resourceUri = vscode.Uri.from({ scheme: PEER_SCHEME, path: '/closed' });
  item.accessibilityInformation = {
    label: `Peer ${peerLabel(peer.identity)}, ${peer.open ? '' : 'closed, '}${trafficSpeech(peer.traffic)}`,
  };
  item.command = { command: PREVIEW_COMMAND, title: 'Open Ladder', arguments: [element] };
  return item;
}

function olderItem(count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(`${formatCount(count)} more closed peers`, Collapsed);
  item.iconPath = new vscode.ThemeIcon('history');
  return item;
}

function othersItem(others: OtherPeers): vscode.TreeItem {
  const item = new vscode.TreeItem('Other peers', Collapsed);
  item.description = otherPeersDescription(others);
  item.iconPath = new vscode.ThemeIcon('history');
  item.accessibilityInformation = { label: `Other peers, ${trafficSpeech(others.traffic)}` };
  return item;
}

function moreItem(count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(`${formatCount(count)} more`, None);
  item.description = 'find them in the ladder of all peers';
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  return item;
}

function peerIcon(peer: Peer): vscode.ThemeIcon {
  const grey = new vscode.ThemeColor('disabledForeground');
  if (!peer.open) return new vscode.ThemeIcon('circle-slash', grey);
  if (peer.misbehaving !== undefined) return warning();
  const inbound = peer.direction === 'inbound' || peer.identity.connectionType === 'inbound';
  return new vscode.ThemeIcon(inbound ? 'arrow-circle-down' : 'arrow-circle-up');
}

function typeItem(type: TypeTraffic): vscode.TreeItem {
  const name = type.messageType === undefined ? 'other types' : visible(type.messageType);
  const item = new vscode.TreeItem(name === '' ? '(empty type)' : name, None);
  item.description = typeTrafficText(type);
  item.contextValue = TREE_CONTEXT.messageType;
  item.accessibilityInformation = { label: `${name}, ${trafficSpeech(type)}` };
  return item;
}
