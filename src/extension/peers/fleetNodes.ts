import type { NodeFacts } from '../../fleet/reader/nodeStates';
import type { ClockState } from '../../fleet/wire/about';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';
import { nodeStateText, timeText } from './nodeStateText';

/** What is known of a node of a fleet while that is read; undefined for others. */
export function fleetFacts(pid: number, recording: Recording): NodeFacts | undefined {
  const { fleet, tracing, capture } = recording;
  const name = tracing ? capture.nodes.of(pid)?.name : undefined;
  return name === undefined ? undefined : fleet?.of(name, Date.now());
}

/** Nodes of a fleet that no event came of yet: their names, and how they are. */
export function unseenNodes(recording: Recording): { name: string; text: string }[] {
  const { fleet, tracing, capture, peers, filter } = recording;
  if (!fleet || !tracing) return [];
  const seen = new Set([...peers.nodes.keys()].map((pid) => capture.nodes.of(pid)?.name));
  const { nodes = [] } = filter;
  const isWanted = (name: string) => nodes.length === 0 || nodes.includes(name);
  const now = Date.now();
  return fleet.names
    .filter((name) => !seen.has(name) && isWanted(name))
    .map((name) => ({ name, text: nodeStateText(fleet.of(name, now)!.state) }));
}

/** How all nodes are, to be compared: rows are drawn anew when it changes. */
export function fleetSignature({ fleet, tracing }: Recording): string {
  if (!fleet || !tracing) return '';
  const now = Date.now();
  const states = fleet.names.map((name) => nodeStateText(fleet.of(name, now)!.state));
  return `${fleet.awaySince ?? ''} ${states.join()}`;
}

/** Rows about a node of a fleet. */
export function fleetRows({ state, about, undelivered }: NodeFacts): [string, string][] {
  return [
    ['State', nodeStateText(state)],
    ['Machine', visible(about?.host ?? '')],
    ['Agent', about ? `since ${timeText(about.started)}, ${formatCount(about.events)} events` : ''],
    ['Clock', about ? clockText(about.clock) : ''],
    ['Waits there', about && about.spooled > 0 ? formatBytes(about.spooled) : ''],
    ['Not delivered', undelivered > 0 ? formatCount(undelivered) : ''],
  ];
}

function clockText({ synchronized, maxErrorMs }: ClockState): string {
  if (!synchronized) return 'may be wrong';
  return maxErrorMs === undefined ? 'set' : `set, within ${Math.ceil(maxErrorMs)} ms`;
}

/** `The NATS server is away since 14:03:22; reading goes on when it is back.`; else empty. */
export function awayText({ fleet, tracing }: Recording): string {
  const since = tracing ? fleet?.awaySince : undefined;
  if (since === undefined) return '';
  return `The NATS server is away since ${timeText(since)}; reading goes on when it is back.`;
}
