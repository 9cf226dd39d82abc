import type { PeerFacts } from './peerFacts';
import { ageText } from '../../shared/text/ageText';
import { localTime } from '../../shared/text/dateText';
import { shortConnectionType } from '../../shared/text/connectionTypes';
import { durationText } from '../../shared/text/durationText';
import { networkName } from '../../shared/text/peerNetworks';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import type { MonitorColumn } from '../../shared/webview/monitorProtocol';

const NS_PER_US = 1000;
const NS_PER_MS = 1e6;
const DAY_MS = 86_400_000;

/** What the texts of cells depend on besides the peer. */
export interface CellContext {
  /** CLOCK_MONOTONIC, nanoseconds: ages count from here. */
  nowNs: number;
  /** Unix milliseconds of a time of that clock. */
  unixMs: (timeNs: number) => number;
  /** Names that the user gave to peers, by address. */
  nameOf: (address: string) => string | undefined;
  nodeTitle: (pid: number) => string;
}

/** What stands in each column. */
export function peerCells(facts: PeerFacts, context: CellContext): Record<MonitorColumn, string> {
  const { pingNs, lastNs } = facts;
  return {
    id: `${facts.id}`,
    node: context.nodeTitle(facts.pid),
    type: typeText(facts),
    network: facts.network === '' ? '' : networkName(facts.network),
    address: addressText(facts.address, context.nameOf),
    userAgent: facts.userAgent,
    messagesOut: formatCount(facts.outboundMessages),
    messagesIn: formatCount(facts.inboundMessages),
    bytesOut: formatBytes(facts.outboundBytes),
    bytesIn: formatBytes(facts.inboundBytes),
    rate: rateText(facts.rate),
    ping: pingNs === undefined ? '' : durationText(pingNs / NS_PER_US),
    last: ageText(Math.max(0, context.nowNs - lastNs) / NS_PER_MS),
    since: sinceText(facts, context),
    errors: countText(facts.found.errors),
    warnings: countText(facts.found.warnings),
    remarks: facts.remarks.join('; '),
  };
}

/** Most peers have none: what is empty is calm. */
function countText(count: number): string {
  return count === 0 ? '' : formatCount(count);
}

/** All that a word of the filter may be found in, in small letters. */
export function searchText(
  { direction, connectionType, peer }: PeerFacts,
  cells: Record<MonitorColumn, string>,
): string {
  const more = `${direction ?? ''} ${connectionType} ${peer.open ? 'open' : 'closed'}`;
  return `${Object.values(cells).join(' ')} ${more}`.toLowerCase();
}

/** @param filter Words; those after a minus must not be there, and a minus alone waits for its word. */
export function matches(text: string, filter: string): boolean {
  const words = filter.toLowerCase().split(/\s+/);
  return words.every((word) =>
    word.startsWith('-') ? word === '-' || !text.includes(word.slice(1)) : text.includes(word),
  );
}

/** `↑ full-relay`: an arrow says which connections are outbound. */
function typeText({ direction, connectionType }: PeerFacts): string {
  const type = shortConnectionType(connectionType);
  if (direction === undefined) return type;
  const arrow = direction === 'inbound' ? '↓' : '↑';
  return `${arrow} ${type}`;
}

function addressText(address: string, nameOf: CellContext['nameOf']): string {
  const alias = nameOf(address);
  return alias === undefined ? address : `${alias} · ${address}`;
}

/** `18.7/s`, `1,234/s` */
function rateText(rate: number): string {
  return `${rate >= 99.95 || rate === 0 ? formatCount(Math.round(rate)) : rate.toFixed(1)}/s`;
}

function sinceText({ peer, openedNs }: PeerFacts, { unixMs, nowNs }: CellContext): string {
  const now = unixMs(nowNs);
  if (openedNs !== undefined) return timeText(unixMs(openedNs), now);
  if (peer.establishedUnix !== undefined) return timeText(peer.establishedUnix * 1000, now);
  return `< ${timeText(unixMs(peer.firstNs), now)}`;
}

/** `14:03:22`, and with its day if that is another: `2026-11-28 14:03`. */
function timeText(unixMs: number, now: number): string {
  const time = localTime(unixMs);
  const isFar =
    Math.abs(now - unixMs) >= DAY_MS || time.slice(0, 10) !== localTime(now).slice(0, 10);
  return isFar ? time.slice(0, 16) : time.slice(11);
}
