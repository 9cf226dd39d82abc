import type { Direction } from '../../shared/events/eventKind';
import { eventKind } from '../../shared/events/eventKinds';
import { MessageKind } from '../../shared/frames/layout';

export function isMessage(kind: number): boolean {
  return kind === (MessageKind.Inbound as number) || kind === (MessageKind.Outbound as number);
}

/** The direction of the message, or of the connection where the tracepoint tells it. */
export function directionOf(kind: number): Direction | undefined {
  // Asked for every message.
  if (kind === (MessageKind.Inbound as number)) return 'inbound';
  if (kind === (MessageKind.Outbound as number)) return 'outbound';
  return eventKind(kind)?.direction;
}
