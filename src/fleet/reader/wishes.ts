import { TOPICS, type Topic } from '../wire/topics';

/** Which nodes were wanted up to a moment of the server, unix milliseconds. */
interface Era {
  until: number;
  nodes: ReadonlySet<string>;
}

/** Which nodes and topics are wanted now, and which nodes were before: what these sent then is not given later. */
export class Wishes {
  private eras: Era[] = [];
  private nodeSet: ReadonlySet<string>;
  private topicSet: ReadonlySet<number>;

  /** @param nodes Their names; none: all. @param topics undefined for all. */
  constructor(
    nodes: readonly string[],
    public topics: readonly Topic[] | undefined,
  ) {
    this.nodeSet = new Set(nodes);
    this.topicSet = numbersOf(topics);
  }

  get nodes(): readonly string[] {
    return [...this.nodeSet];
  }

  wantsNode(node: string): boolean {
    return has(this.nodeSet, node);
  }

  /** @param topic Its number. */
  wantsTopic(topic: number): boolean {
    return this.topicSet.has(topic);
  }

  /** Whether the node was not wanted yet when it sent this. @param storedAt When the server had it. */
  isEarly(node: string, storedAt: number): boolean {
    return this.eras.some(({ until, nodes }) => storedAt <= until && !has(nodes, node));
  }

  /** @param now Of the server. @returns Whether something else is to be asked for. */
  change(nodes: readonly string[], topics: readonly Topic[] | undefined, now: number): boolean {
    const before = { nodes: this.nodeSet, topics: this.topicSet };
    this.nodeSet = new Set(nodes);
    this.topicSet = numbersOf(topics);
    this.topics = topics;
    const isSame = isEqual(before.nodes, this.nodeSet) && isEqual(before.topics, this.topicSet);
    if (isSame) return false;
    // The latest moment at which these nodes were wanted is enough.
    this.eras = this.eras.filter((era) => !isEqual(era.nodes, before.nodes));
    if (before.nodes.size > 0) this.eras.push({ until: now, nodes: before.nodes });
    if (this.eras.length > MOST_ERAS) this.eras.shift();
    return true;
  }
}

/** What is older was read long ago. */
const MOST_ERAS = 100;

function has(nodes: ReadonlySet<string>, node: string): boolean {
  return nodes.size === 0 || nodes.has(node);
}

function numbersOf(topics: readonly Topic[] | undefined): ReadonlySet<number> {
  return new Set((topics ?? TOPICS).map((topic) => TOPICS.indexOf(topic)));
}

function isEqual<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size === other.size && [...one].every((each) => other.has(each));
}
