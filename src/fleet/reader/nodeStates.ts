import { LimitedMap } from '../../shared/limitedMap';
import type { About } from '../wire/about';

/** How a node of a fleet is, as far as a reader can tell. Times are unix milliseconds. */
export type NodeState =
  | { kind: 'live' }
  /** Neither frames nor a word of its agent. */
  | { kind: 'silent'; since: number }
  /** Events were lost lately, or wait on the agent's disk. */
  | { kind: 'losing'; lost: number; spooled: number }
  /** The agent has ended in order. */
  | { kind: 'ended'; since: number };

/** What is known of one node. */
export interface NodeFacts {
  state: NodeState;
  /** What its agent said last; undefined where it never did. */
  about: About | undefined;
  /** Events that were not delivered. */
  undelivered: number;
}

/** Milliseconds after which a node that nothing is heard of is silent, and a loss is not told any more. */
const PATIENCE = 15_000;
const MOST_NODES = 10_000;

interface Known {
  about: About | undefined;
  /** When something was heard of it. */
  heard: number;
  /** When losses grew last. */
  grew: number;
  /** How much it grew since it is losing. */
  lately: number;
  undelivered: number;
}

/** What a reader knows of the nodes of its fleet. All moments are unix milliseconds by the reader's clock. */
export class NodeStates {
  private readonly nodes = new LimitedMap<string, Known>(MOST_NODES);
  private goneSince: number | undefined;

  /** Since when the server is away. */
  get awaySince(): number | undefined {
    return this.goneSince;
  }

  get names(): string[] {
    return [...this.nodes.keys()];
  }

  /** @param at When the server had it. @param missing Events that are missing before it. */
  heard(name: string, at: number, missing: number): void {
    const node = this.nodeOf(name);
    node.heard = Math.max(node.heard, at);
    node.undelivered += missing;
    if (missing > 0) grow(node, missing, at);
  }

  /** @param at When the agent said it. */
  said(name: string, about: About, at: number): void {
    const node = this.nodeOf(name);
    const before = node.about?.session === about.session ? node.about : undefined;
    node.about = about;
    node.heard = Math.max(node.heard, at);
    const lost = about.lost + about.dropped;
    // What was lost before this reader began says nothing of now.
    if (before && lost > before.lost + before.dropped)
      grow(node, lost - before.lost - before.dropped, at);
  }

  /** @param since When the server went away; undefined when it is back. */
  away(since: number | undefined, now: number): void {
    // Nothing could be heard meanwhile, which says nothing of the nodes.
    if (this.goneSince !== undefined && since === undefined)
      for (const node of this.nodes.values()) {
        if (this.goneSince - node.heard < PATIENCE) node.heard = now;
      }
    this.goneSince = since;
  }

  of(name: string, now: number): NodeFacts | undefined {
    const node = this.nodes.get(name);
    if (!node) return undefined;
    const { about, undelivered } = node;
    return { state: stateOf(node, Math.min(now, this.goneSince ?? now)), about, undelivered };
  }

  private nodeOf(name: string): Known {
    let node = this.nodes.get(name);
    if (node) return node;
    node = { about: undefined, heard: 0, grew: 0, lately: 0, undelivered: 0 };
    this.nodes.set(name, node);
    return node;
  }
}

function grow(node: Known, lost: number, at: number): void {
  node.lately = at - node.grew < PATIENCE ? node.lately + lost : lost;
  node.grew = Math.max(node.grew, at);
}

function stateOf({ about, heard, grew, lately }: Known, now: number): NodeState {
  if (about?.ended) return { kind: 'ended', since: about.time };
  if (now - heard > PATIENCE) return { kind: 'silent', since: heard };
  const spooled = about?.spooled ?? 0;
  const isLosing = now - grew < PATIENCE;
  if (isLosing || spooled > 0) return { kind: 'losing', lost: isLosing ? lately : 0, spooled };
  return { kind: 'live' };
}
