import { decodeDirectory, type Directory } from '../wire/directory';
import { NODE_TOPIC } from '../wire/topics';
import { BadPart, type Part } from '../wire/part';

/** Bytes of batches that are not whole; no agent closes a batch of more than some megabytes. */
const MOST_BYTES = 32 * 1024 ** 2;
/** Batches that may arrive before one that comes late: an agent has no more under way. */
const MOST_BATCHES = 256;

/** A batch, as far as it arrived. */
export interface WholeBatch {
  directory: Directory;
  /** The frames of each topic that was asked for, by its number: whole frames, back to back. */
  topics: Map<number, Buffer>;
  /** Events that are missing before it: never received, or dropped by the agent. */
  missing: number;
  /** Losses to a full ring buffer that frames would have told which are not here. */
  untoldLost: number;
  /** When the server had it, unix milliseconds. */
  storedAt: number;
}

interface TopicParts {
  pieces: (Buffer | undefined)[];
  held: number;
}

interface PendingBatch {
  topics: Map<number, TopicParts>;
  bytes: number;
  storedAt: number;
}

/**
 * Joins the parts of one session of an agent, in whatever order they come, to batches in their order. What is missing
 * is counted: each batch says how many events came before it.
 */
export class Assembler {
  /** The agent has said that it ends. */
  ended = false;
  private readonly pending = new Map<number, PendingBatch>();
  private bytes = 0;
  /** The batch that comes next; undefined before the first. */
  private next: number | undefined;
  /** Events up to the last batch that was given. */
  private counted = 0;

  /** @param wants Whether the topic of this number was asked for. */
  constructor(private readonly wants: (topic: number) => boolean) {}

  /** Batches that cannot be given yet. */
  get waiting(): number {
    return this.pending.size;
  }

  /**
   * @param storedAt Unix milliseconds.
   * @returns The batches that can be given now. @throws BadPart
   */
  add(part: Part, storedAt: number): WholeBatch[] {
    // It was sent twice, or came after it was given up.
    if (this.next !== undefined && part.batch < this.next) return [];
    if (!this.wants(part.topic) && part.topic !== NODE_TOPIC) return [];
    this.keep(part, storedAt);
    const whole = this.takeWhole();
    while (this.pending.size > MOST_BATCHES || this.bytes > MOST_BYTES) {
      const more = this.giveUp();
      if (more.length === 0 && this.pending.size === 0) break;
      whole.push(...more);
    }
    return whole;
  }

  /** Nothing more comes for the oldest batches that are not whole: what follows them can be given. */
  giveUp(): WholeBatch[] {
    const first = this.pending.size === 0 ? undefined : Math.min(...this.pending.keys());
    if (first === undefined) return [];
    const batch = this.tryJoin(first, true);
    this.forget(first);
    // Without the node topic nothing is known of it but that it was there.
    const given = batch ? [this.give(first, batch)] : [];
    this.next = Math.max(this.next ?? 0, first + 1);
    return [...given, ...this.takeWhole()];
  }

  private keep({ batch: number, topic, piece, pieces, body }: Part, storedAt: number): void {
    let batch = this.pending.get(number);
    if (!batch) this.pending.set(number, (batch = { topics: new Map(), bytes: 0, storedAt }));
    let parts = batch.topics.get(topic);
    if (!parts)
      batch.topics.set(
        topic,
        (parts = { pieces: new Array<undefined>(pieces).fill(undefined), held: 0 }),
      );
    if (parts.pieces.length !== pieces) throw new BadPart('its pieces are counted in two ways');
    if (parts.pieces[piece]) return;
    parts.pieces[piece] = body;
    parts.held++;
    batch.bytes += body.length;
    this.bytes += body.length;
    batch.storedAt = Math.max(batch.storedAt, storedAt);
  }

  private takeWhole(): WholeBatch[] {
    const whole: WholeBatch[] = [];
    for (;;) {
      const number = this.next ?? this.firstWhole();
      const batch = number === undefined ? undefined : this.tryJoin(number, false);
      if (number === undefined || !batch) return whole;
      this.forget(number);
      whole.push(this.give(number, batch));
    }
  }

  /** A reader begins with the first batch that is whole: parts of one before it may have been sent earlier. */
  private firstWhole(): number | undefined {
    const numbers = [...this.pending.keys()].sort((one, other) => one - other);
    const first = numbers.find((number) => this.tryJoin(number, false) !== undefined);
    if (first !== undefined) for (const number of numbers) if (number < first) this.forget(number);
    return first;
  }

  private give(number: number, batch: Omit<WholeBatch, 'missing'>): WholeBatch {
    const { before, dropped, isLast, topics } = batch.directory;
    const isFirst = this.next === undefined;
    const skipped = isFirst ? 0 : Math.max(0, before - this.counted);
    this.counted = before + dropped + topics.reduce((sum, { events }) => sum + events, 0);
    this.next = number + 1;
    this.ended ||= isLast;
    const partly = topics.filter(({ topic }) => this.wants(topic) && !batch.topics.has(topic));
    const partlyMissing = partly.reduce((sum, { events }) => sum + events, 0);
    return { ...batch, missing: skipped + dropped + partlyMissing };
  }

  /** A batch that cannot be is left out. @throws BadPart */
  private tryJoin(number: number, inPart: boolean): Omit<WholeBatch, 'missing'> | undefined {
    try {
      return this.joined(number, inPart);
    } catch (error) {
      this.forget(number);
      if (this.next !== undefined) this.next = Math.max(this.next, number + 1);
      throw error;
    }
  }

  /** @param inPart Also where parts are missing. @returns undefined where it cannot be given so. */
  private joined(number: number, inPart: boolean): Omit<WholeBatch, 'missing'> | undefined {
    const pending = this.pending.get(number);
    const node = pending && topicBody(pending.topics.get(NODE_TOPIC));
    if (!pending || !node) return undefined;
    const { directory, frames } = decodeDirectory(node);
    const topics = new Map<number, Buffer>();
    let untoldLost = directory.droppedLost;
    for (const { topic, bytes, lost, pieces } of directory.topics) {
      const parts = pending.topics.get(topic);
      const body = topic === NODE_TOPIC ? frames : topicBody(parts);
      if (parts && parts.pieces.length !== pieces && topic !== NODE_TOPIC)
        throw new BadPart('its pieces are counted in two ways');
      if (body) {
        if (body.length !== bytes) throw new BadPart('a topic is not as long as its batch says');
        topics.set(topic, body);
        continue;
      }
      if (this.wants(topic) && !inPart) return undefined;
      untoldLost += lost;
    }
    return { directory, topics, untoldLost, storedAt: pending.storedAt };
  }

  private forget(number: number): void {
    this.bytes -= this.pending.get(number)?.bytes ?? 0;
    this.pending.delete(number);
  }
}

/** @returns undefined while a piece is missing. */
function topicBody(parts: TopicParts | undefined): Buffer | undefined {
  if (!parts || parts.held < parts.pieces.length) return undefined;
  const pieces = parts.pieces as Buffer[];
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
}
