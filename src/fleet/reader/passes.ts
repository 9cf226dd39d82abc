import { directionOf, isMessage } from '../../capture/index/eventKinds';
import { eventKind } from '../../shared/events/eventKinds';
import { MESSAGE } from '../../shared/events/messages';
import { readI64 } from '../../shared/frames/header';
import { HEADER } from '../../shared/frames/layout';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import { topicOfType, NODE_TOPIC, TOPICS, type Topic } from '../wire/topics';

/** Decides as the kernel does (TraceFilter), on a frame of an event. */
export function passes(
  { direction, messageTypes = [], peers = [] }: TraceFilter,
  frame: Buffer,
): boolean {
  const kind = frame.readUInt16LE(HEADER.kind);
  const slots = isMessage(kind) ? MESSAGE : eventKind(kind)?.peer;
  if (peers.length > 0 && slots && !peers.includes(readI64(frame, slots.peer))) return false;
  if (!isMessage(kind)) return true;
  if (direction && directionOf(kind) !== direction) return false;
  return messageTypes.length === 0 || messageTypes.includes(typeOf(frame));
}

/** The topics that have something that passes; undefined for all. */
export function topicsOf({ messageTypes = [] }: TraceFilter): readonly Topic[] | undefined {
  if (messageTypes.length === 0) return undefined;
  // What happens to connections and to the node passes any filter of types.
  return [...new Set<Topic>([TOPICS[NODE_TOPIC], 'effects', ...messageTypes.map(topicOfType)])];
}

function typeOf(frame: Buffer): string {
  const slot = frame.toString('latin1', MESSAGE.messageType, MESSAGE.messageType + 12);
  const end = slot.indexOf('\0');
  return end < 0 ? slot : slot.slice(0, end);
}
