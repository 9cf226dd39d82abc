import { basename } from 'node:path';
import { DemoNode } from '../../client/demoNode';
import type { TraceTarget } from '../../client/helperCommand';
import type { NodeFacts } from '../../capture/sources/nodeFrames';
import { factsOf } from '../../client/nodeFacts';
import type { NodeIdentity } from '../../client/nodeIdentity';
import { isTraceable, type TraceableNode } from '../../client/nodes';
import { binaryText } from '../../client/nodeText';
import { startTime } from '../../client/startTime';
import { refuseWithoutProbes } from '../../client/refuseWithoutProbes';
import type { Disposable } from '../../shared/disposable';
import { nodeVanished, noProbes, noTarget } from '../../shared/errors/targetErrors';
import { nodeName, type LocalChoice } from './startChoices';

/** What a trace attaches to, checked, and known to be running, as far as this is possible without root. */
export interface Subject extends Disposable {
  /** `bitcoind · regtest` */
  title: string;
  target: TraceTarget;
  /** Followed over its restarts; undefined for every process of a binary. */
  node: (NodeIdentity & Pick<TraceableNode, 'pid'>) | undefined;
  /** What is known of the node, for the capture. */
  facts: NodeFacts | undefined;
}

/**
 * @param demoBinary Absolute path of dist/native/demo-node, which is started for the choice `demo`.
 * @throws UserError when the choice cannot be traced.
 */
export async function prepareSubject(choice: LocalChoice, demoBinary: string): Promise<Subject> {
  switch (choice.kind) {
    case 'node':
      return nodeSubject(choice.node);
    case 'binary':
      return binarySubject(choice.binary);
    case 'demo':
      return demoSubject(await DemoNode.start(demoBinary));
  }
}

function nodeSubject(node: TraceableNode): Subject {
  const { pid, binary } = node;
  if (node.unread !== undefined) throw noTarget(`process ${pid}`, node.unread);
  if (!isTraceable(node)) throw noProbes(binary);
  const started = startTime(pid);
  // Another process may have taken its number since the list was made.
  if (started === undefined || started !== (node.started ?? started)) throw nodeVanished(pid);
  const target = { kind: 'node', pid, binary, described: binaryText(node) } as const;
  return {
    title: nodeName(node),
    target,
    node,
    facts: factsOf(node),
    dispose: () => undefined,
  };
}

async function binarySubject(binary: string): Promise<Subject> {
  await refuseWithoutProbes(binary);
  const target = { kind: 'binary', binary } as const;
  return {
    title: basename(binary),
    target,
    node: undefined,
    facts: undefined,
    dispose: () => undefined,
  };
}

function demoSubject(demo: DemoNode): Subject {
  const { pid, binary } = demo;
  return {
    title: 'demo node',
    target: { kind: 'node', pid, binary },
    node: { pid, binary, chain: 'demo', dataDirectory: '' },
    facts: { name: 'demo node', chain: 'demo', dataDirectory: '', binary, present: [] },
    dispose: () => demo.dispose(),
  };
}

/** What a trace without events is waiting for. */
export function waitingText({ node }: Subject): string {
  return node ? 'waiting for its first message' : 'waiting for it to start or to send a message';
}
