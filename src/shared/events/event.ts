import { BOOKMARK_KIND, decodeBookmark, type BookmarkFrame } from '../frames/bookmark';
import { decodeFailure, type Failure } from '../frames/failure';
import { needLength } from '../frames/frameReader';
import { decodeHello, type Hello } from '../frames/hello';
import { readU64 } from '../frames/header';
import { FrameKind, HEADER } from '../frames/layout';
import { decodeNode, type NodeFrame } from '../frames/node';
import { decodeStatistics, type Statistics } from '../frames/statistics';
import { eventKind, type ProbeEvent } from './eventKinds';

export type { ConnectionEvent } from './connections';
export type { Direction } from './eventKind';
export type { ProbeEvent } from './eventKinds';
export { lossCause, type LossCause } from './lossCause';
export type { MessageEvent } from './messages';
export type { MisbehavingEvent } from './misbehaving';

export type StatisticsEvent = { kind: 'statistics' } & Statistics;

/** What a frame says that no probe caused. */
export type StreamEvent =
  | ({ kind: 'hello' } & Hello)
  | ({ kind: 'node'; timeNs: number } & NodeFrame)
  | ({ kind: 'bookmark' } & BookmarkFrame)
  | StatisticsEvent
  | ({ kind: 'failure' } & Failure);

export type TraceEvent = ProbeEvent | StreamEvent;

/**
 * Reads one whole frame.
 * @returns undefined for a kind of frame that this version does not know, and for what only the writer of
 * a capture says (gaps).
 * @throws MalformedFrame when the frame contradicts the layout.
 */
export function decodeEvent(frame: Buffer): TraceEvent | undefined {
  needLength(frame.length, HEADER.size);
  const kind = frame.readUInt16LE(HEADER.kind);
  // All that the table decodes to is in ProbeEvent, which is derived from it.
  return (eventKind(kind)?.decode(frame) as ProbeEvent | undefined) ?? decodeOther(frame, kind);
}

/** The events of a run of whole frames, one after the other, so that none is kept. */
export function* eventsOf(run: Buffer): Generator<TraceEvent, void> {
  for (let at = 0; at < run.length;) {
    const end = at + run.readUInt32LE(at);
    const event = decodeEvent(run.subarray(at, end));
    if (event) yield event;
    at = end;
  }
}

export function isProbeEvent(event: TraceEvent): event is ProbeEvent {
  return 'sequence' in event;
}

function decodeOther(frame: Buffer, kind: number): StreamEvent | undefined {
  switch (kind as FrameKind | typeof BOOKMARK_KIND) {
    case BOOKMARK_KIND:
      return { kind: 'bookmark', ...decodeBookmark(frame) };
    case FrameKind.Hello:
      return { kind: 'hello', ...decodeHello(frame) };
    case FrameKind.Node:
      return { kind: 'node', timeNs: readU64(frame, HEADER.timeNs), ...decodeNode(frame) };
    case FrameKind.Statistics:
      return { kind: 'statistics', ...decodeStatistics(frame) };
    case FrameKind.Failure:
      return { kind: 'failure', ...decodeFailure(frame) };
    default:
      return undefined;
  }
}
