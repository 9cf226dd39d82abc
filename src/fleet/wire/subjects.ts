import type { Topic } from './topics';

/** What all subjects of this version begin with. */
export const PREFIX = 'p2ptrace.v1';
/** The JetStream stream that keeps them, unless the operator calls it otherwise. */
export const STREAM = 'P2PTRACE';
/** The key-value bucket that says which nodes there are: a key is the name of a node. */
export const BUCKET = 'P2PTRACE_NODES';

/** Names of nodes are a part of subjects and a key of the bucket. */
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

export function isNodeName(name: string): boolean {
  return NAME.test(name);
}

/** @returns A name that stands for a host: what a subject cannot hold becomes `-`. */
export function nodeNameOf(host: string): string {
  return host.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 64) || 'node';
}

/** @param node A name, or `*` for all. @param topic Likewise. */
export function subjectOf(node: string, topic: Topic | '*'): string {
  return `${PREFIX}.${node}.${topic}`;
}

/** @returns undefined for a subject that is none of ours. */
export function nodeOfSubject(subject: string): string | undefined {
  const [, node, topic] = /^p2ptrace\.v1\.([^.]+)\.([^.]+)$/.exec(subject) ?? [];
  return node !== undefined && topic !== undefined && isNodeName(node) ? node : undefined;
}
