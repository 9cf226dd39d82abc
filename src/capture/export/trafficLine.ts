import type { Direction, MessageEvent } from '../../shared/events/event';
import { EventFlag } from '../../shared/frames/layout';
import { CAUSE_TEXTS, type GapCause } from '../../shared/text/gapCauses';
import { peerNumber } from '../../shared/text/peerNumber';
import { visible } from '../../shared/text/visible';
import { isMessage, type EventIndex } from '../index/eventIndex';

/*
 * One line of text for a message, worded as Bitcoin Core's contrib/tracing scripts do. What a peer
 * chose (and an address by host name) goes through `visible`: a line must not steer a terminal.
 */

/** What stands behind the size of a message that was made from its fields, which do not tell every byte. */
const RECONSTRUCTED = ' (reconstructed)';

/** `inbound 'pong' msg from peer 11 (outbound-full-relay, [2a02:…]:8333) with 8 bytes` */
export function logLine(event: MessageEvent): string {
  return namedLogLine(event, event.address);
}

/** The same. @param called What stands for the address. */
export function namedLogLine(event: MessageEvent, called: string): string {
  const { direction, messageType, peer, connectionType, size } = event;
  const line = logText(direction, messageType, peer, connectionType, called, size);
  return event.reconstructed ? line + RECONSTRUCTED : line;
}

/**
 * The line of {@link logLine} from the index alone.
 * @param called What stands for an address.
 * @returns undefined for events that are not messages.
 */
export function rowLogLine(
  index: EventIndex,
  row: number,
  called: (address: string) => string = (address) => address,
): string | undefined {
  if (!isMessage(index.kind(row))) return undefined;
  const { peer, connectionType, address } = index.peers[index.peer(row)]!;
  const direction = index.direction(row)!;
  const type = index.messageType(row);
  const line = logText(direction, type, peer, connectionType, called(address), index.size(row));
  return index.flags(row) & EventFlag.Reconstructed ? line + RECONSTRUCTED : line;
}

/** `inbound msg 'tx' from peer 32 (outbound-full-relay, addr) with 53552 bytes: 0200…` */
export function rawLine(event: MessageEvent): string {
  const { direction, messageType, size, payload } = event;
  const warning =
    payload.length < size
      ? `Warning: incomplete message (only ${payload.length} out of ${size} bytes)! `
      : '';
  const from = peerText(direction, event.peer, event.connectionType, event.address);
  return `${warning}${direction} msg '${visible(messageType)}' ${from} with ${size} bytes${event.reconstructed ? RECONSTRUCTED : ''}: ${payload.toString('hex')}`;
}

/** The line that stands where events are missing. @param count How many, at least 1. */
export function lossLine(count: number, cause: GapCause = 'ring-full'): string {
  return `… ${count} ${count === 1 ? 'message' : 'messages'} lost here (${CAUSE_TEXTS[cause]}) …`;
}

/** The line that stands after a message of which a part is lost. */
export function partLossLine({ payload, size, lost }: MessageEvent): string {
  const cause = CAUSE_TEXTS[lost!];
  return `… only ${payload.length} of ${size} bytes of the message above (${cause}) …`;
}

function logText(
  direction: Direction,
  messageType: string,
  peer: number,
  connectionType: string,
  address: string,
  size: number,
): string {
  const from = peerText(direction, peer, connectionType, address);
  return `${direction} '${visible(messageType)}' msg ${from} with ${size} bytes`;
}

function peerText(
  direction: Direction,
  peer: number,
  connectionType: string,
  address: string,
): string {
  const word = direction === 'inbound' ? 'from' : 'to';
  return `${word} peer ${peerNumber(peer)} (${visible(connectionType)}, ${visible(address)})`;
}
