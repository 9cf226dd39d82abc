import type { EventIndex } from '../index/eventIndex';
import { decodeEvent } from '../../shared/events/event';
import type { Hello } from '../../shared/frames/hello';
import type { Capture } from '../capture';
import type { Causes } from './causes';
import { readFrames } from './readEvents';
import type { StoryEffect } from './storyEvents';
import type { SummarySource } from './storySummary';

/** A block that a node connected. */
export interface ConnectedBlock {
  height: number;
  hash: string;
}

/** The blocks in which transactions left the mempool, by the rows of that; those that are not known are missing. */
export async function blocksOfRemovals(
  capture: Capture,
  effects: readonly StoryEffect[],
  causes: Pick<Causes, 'causeOf'>,
): Promise<Map<number, ConnectedBlock>> {
  const blocks = new Map<number, ConnectedBlock>();
  for (const { row, event } of effects) {
    if (event.kind !== 'mempool-removed' || event.reason !== 'block') continue;
    const cause = causes.causeOf(row);
    if (!cause) continue;
    for await (const frames of readFrames(capture, [cause.row]))
      for (const { frame } of frames) {
        const block = decodeEvent(frame);
        if (block?.kind === 'block-connected')
          blocks.set(row, { height: block.height, hash: block.hash });
      }
  }
  return blocks;
}

/** What of nodes was traced, as far as the beginning of the capture says it, or what there is. */
export function tracedOf(
  hello: Pick<Hello, 'tracepoints'> | undefined,
  effects: readonly StoryEffect[],
): SummarySource['traced'] {
  const named = hello?.tracepoints ?? [];
  const kinds = effects.map(({ event }) => event.kind);
  return {
    mempool: named.includes('mempool:added') || kinds.some((kind) => kind.startsWith('mempool-')),
    blocks: named.includes('validation:block_connected') || kinds.includes('block-connected'),
  };
}

/** When the first event came that is there, nanoseconds; 0 where there is none. */
export function beganNs(index: EventIndex): number {
  return index.length > index.firstRow ? index.timeNs(index.firstRow) : 0;
}
