import { LimitedMap } from '../../shared/limitedMap';
import type { Part } from '../wire/part';
import { Assembler, type WholeBatch } from './assembler';

/** Sessions of one node of which something may still come. */
const MOST_SESSIONS = 4;
/** Nodes of a fleet. */
const MOST_NODES = 10_000;
/** Milliseconds that a batch waits for those before it. */
const PATIENCE = 5000;

/** Is told of what can be given on. */
export interface BatchEvents {
  onBatch(node: string, batch: WholeBatch): void;
  /** Another session of the node follows one. @param inOrder The one before it ended in order. */
  onSession(node: string, inOrder: boolean, storedAt: number): void;
}

interface NodeSessions {
  assemblers: LimitedMap<string, Assembler>;
  /** The session that the last batch was of. */
  current: string | undefined;
}

/** Joins the parts of all nodes. */
export class Batches {
  private readonly nodes = new LimitedMap<string, NodeSessions>(MOST_NODES);
  /** Since when an assembler waits, ms. */
  private readonly waiting = new Map<Assembler, { node: string; session: string; since: number }>();

  /** @param wants Whether the topic of this number was asked for. */
  constructor(
    private readonly wants: (topic: number) => boolean,
    private readonly events: BatchEvents,
  ) {}

  /** @param storedAt Unix milliseconds. @param now Milliseconds of any clock that goes on. @throws BadPart */
  add(node: string, part: Part, storedAt: number, now: number): void {
    const sessions = this.sessionsOf(node);
    let assembler = sessions.assemblers.get(part.session);
    if (!assembler) sessions.assemblers.set(part.session, (assembler = new Assembler(this.wants)));
    try {
      this.give(node, part.session, assembler.add(part, storedAt));
    } finally {
      if (assembler.waiting === 0) this.waiting.delete(assembler);
      else if (!this.waiting.has(assembler))
        this.waiting.set(assembler, { node, session: part.session, since: now });
    }
  }

  /** What did not come in time does not come any more. @throws BadPart */
  giveUp(now: number, patience = PATIENCE): void {
    for (const [assembler, { node, session, since }] of this.waiting) {
      if (now - since < patience) continue;
      this.waiting.delete(assembler);
      this.give(node, session, assembler.giveUp());
      if (assembler.waiting > 0) this.waiting.set(assembler, { node, session, since: now });
    }
  }

  /** Nothing more of these nodes is asked for: what comes of them later begins anew. */
  forget(isWanted: (node: string) => boolean): void {
    for (const [assembler, { node }] of this.waiting)
      if (!isWanted(node)) this.waiting.delete(assembler);
    for (const node of [...this.nodes.keys()]) if (!isWanted(node)) this.nodes.delete(node);
  }

  private give(node: string, session: string, batches: readonly WholeBatch[]): void {
    for (const batch of batches) {
      const sessions = this.sessionsOf(node);
      const { current } = sessions;
      if (current !== session) {
        const before = current === undefined ? undefined : sessions.assemblers.get(current);
        if (current !== undefined)
          this.events.onSession(node, before?.ended === true, batch.storedAt);
        sessions.current = session;
      }
      this.events.onBatch(node, batch);
    }
  }

  private sessionsOf(node: string): NodeSessions {
    let sessions = this.nodes.get(node);
    if (!sessions) {
      const assemblers = new LimitedMap<string, Assembler>(MOST_SESSIONS, (_, forgotten) =>
        this.waiting.delete(forgotten),
      );
      this.nodes.set(node, (sessions = { assemblers, current: undefined }));
    }
    return sessions;
  }
}
