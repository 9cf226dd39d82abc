import { decodeEvent, isProbeEvent, type ProbeEvent } from '../../shared/events/event';
import { eventKind } from '../../shared/events/eventKinds';
import { isMessage, type EventIndex } from '../index/eventIndex';
import { CompactBlocks, type CompactBlock } from '../model/compactBlocks';
import { addCompactRow } from './compactBlockRows';

/** Things that nodes did, at most: who sends a transaction by RPC may do so for ever. */
const MOST_EFFECTS = 2000;
/** Compact blocks, at most. */
const MOST_BLOCKS = 1000;

/** Something that a node did with the transaction or block of a story. */
export interface StoryEffect {
  readonly row: number;
  readonly event: ProbeEvent;
}

/** What the events of a story say beyond what the index has of them. */
export class StoryEvents {
  readonly effects: StoryEffect[] = [];
  readonly compact: CompactBlock[] = [];
  private readonly blocks = new CompactBlocks((block) => {
    if (this.compact.length < MOST_BLOCKS) this.compact.push(block);
  });

  constructor(private readonly index: EventIndex) {}

  /** @param frame Of the row, whole. Rows ascend. */
  add(row: number, frame: Buffer): void {
    const { index, effects } = this;
    addCompactRow(this.blocks, index, row, frame);
    if (isMessage(index.kind(row)) || effects.length === MOST_EFFECTS) return;
    // What became of the connections of its peers is no part of it.
    if (!eventKind(index.kind(row))?.hashes) return;
    const event = decodeEvent(frame);
    if (event && isProbeEvent(event)) effects.push({ row, event });
  }
}
