import { basename } from 'node:path';
import { isTraceable, type TraceableNode } from '../../client/nodes';
import { binaryText } from '../../client/nodeText';
import { fleetName, type FleetChoice } from '../fleet/fleetAddress';
import type { PickItem } from '../host/dialogs';

/** What to trace. */
export type StartChoice =
  | { kind: 'node'; node: TraceableNode }
  | { kind: 'binary'; binary: string }
  | { kind: 'browse' }
  | { kind: 'demo' }
  | FleetChoice
  | { kind: 'ask-fleet' };

/** What says already what is traced. */
export type Startable = Exclude<StartChoice, { kind: 'browse' | 'ask-fleet' }>;
/** Of this machine. */
export type LocalChoice = Exclude<Startable, FleetChoice>;

/**
 * The last choice, as it is kept from one window to the next. `network` is the node's chain: earlier
 * versions have stored it under this name.
 */
export type Remembered =
  | { kind: 'node'; binary: string; network: string; dataDirectory: string }
  | { kind: 'binary'; binary: string }
  | { kind: 'demo' }
  | Omit<FleetChoice, 'from'>;

/** What is worth keeping of a choice. */
export function remember(choice: Startable): Remembered {
  if (choice.kind === 'fleet')
    return { kind: 'fleet', address: choice.address, nodes: choice.nodes };
  if (choice.kind !== 'node') return choice;
  const { binary, chain, dataDirectory } = choice.node;
  return { kind: 'node', binary, network: chain, dataDirectory };
}

/** `bitcoind · regtest` */
export function nodeName({ name, claimed, chain }: TraceableNode): string {
  return `${name}${claimed ? ' (as it claims)' : ''} · ${chain}`;
}

/** The choices: that of last time first, nodes that cannot be traced at the end. */
export function startChoices(
  nodes: readonly TraceableNode[],
  last: Remembered | undefined,
): PickItem<StartChoice>[] {
  const items = [
    ...nodes.filter(isTraceable).map(nodeItem),
    ...(last?.kind === 'binary' ? [binaryItem(last.binary)] : []),
    ...(last?.kind === 'fleet' ? [lastFleetItem(last)] : []),
    browseItem(),
    fleetsItem(),
    demoItem(),
  ];
  const index = items.findIndex(({ value }) => isSame(value, last));
  if (index !== -1) {
    const [item] = items.splice(index, 1) as [PickItem<StartChoice>];
    items.unshift({ ...item, group: 'Last choice' });
  }
  return [...items, ...nodes.filter((node) => !isTraceable(node)).map(untraceableItem)];
}

/** Whether this is what was chosen then. */
export function isRemembered(choice: Startable, last: Remembered | undefined): boolean {
  return JSON.stringify(remember(choice)) === JSON.stringify(last);
}

function isSame(choice: StartChoice, last: Remembered | undefined): boolean {
  return choice.kind !== 'browse' && choice.kind !== 'ask-fleet' && isRemembered(choice, last);
}

function nodeItem(node: TraceableNode): PickItem<StartChoice> {
  const directory = node.dataDirectory === '' ? '' : ` — ${node.dataDirectory}`;
  const unknown = node.probesKnown ? '' : ` · of ${node.user}, tracepoints unknown`;
  const deleted = node.deleted ? ' · runs a file that was replaced or removed' : '';
  return {
    icon: 'server-process',
    label: nodeName(node),
    description: `pid ${node.pid}${unknown}${deleted}`,
    detail: `${binaryText(node)}${directory}`,
    group: 'Running nodes',
    value: { kind: 'node', node },
  };
}

function untraceableItem(node: TraceableNode): PickItem<StartChoice> {
  return {
    ...nodeItem(node),
    icon: 'warning',
    description: `pid ${node.pid} · ${whyNot(node)}`,
    group: 'Cannot be traced',
  };
}

function whyNot({ unread }: TraceableNode): string {
  return unread === undefined ? 'built without tracepoints' : `could not be read: ${unread}`;
}

function binaryItem(binary: string): PickItem<StartChoice> {
  return {
    icon: 'file-binary',
    label: basename(binary),
    description: 'waits for it to start',
    detail: binary,
    group: 'Other',
    value: { kind: 'binary', binary },
  };
}

function browseItem(): PickItem<StartChoice> {
  return {
    icon: 'folder-opened',
    label: 'Browse for a binary…',
    description: 'waits for it to start',
    group: 'Other',
    value: { kind: 'browse' },
  };
}

function lastFleetItem(last: Omit<FleetChoice, 'from'>): PickItem<StartChoice> {
  const { address, nodes } = last;
  const which = nodes.length === 0 ? 'all nodes' : nodes.join(', ');
  const description = `from now on, ${which}`;
  return { icon: 'cloud', label: fleetName(address), description, group: 'Other', value: last };
}

function fleetsItem(): PickItem<StartChoice> {
  return {
    icon: 'cloud',
    label: 'A fleet over NATS…',
    description: 'what agents beside nodes of other machines publish',
    group: 'Other',
    value: { kind: 'ask-fleet' },
  };
}

function demoItem(): PickItem<StartChoice> {
  return {
    icon: 'beaker',
    label: 'Demo node',
    description: 'plays a recorded session through the same tracepoints',
    group: 'Other',
    value: { kind: 'demo' },
  };
}
