import { blockConnected, blockHeader, compactBlockReconstructed } from './blocks';
import { blockCoins, cacheFlushed } from './coins';
import { connections } from './connections';
import type { EventKind } from './eventKind';
import { mempoolAdded, mempoolRejected, mempoolRemoved, mempoolReplaced } from './mempool';
import { inboundMessage, outboundMessage } from './messages';
import { misbehaving } from './misbehaving';

/** Every kind of event that this release knows, in the order of the documentation. */
export const EVENT_KINDS = [
  inboundMessage,
  outboundMessage,
  ...connections,
  misbehaving,
  blockHeader,
  compactBlockReconstructed,
  mempoolAdded,
  mempoolRemoved,
  mempoolReplaced,
  mempoolRejected,
  blockConnected,
  blockCoins,
  cacheFlushed,
] as const;

/** What {@link EVENT_KINDS} decode to. */
export type ProbeEvent = ReturnType<(typeof EVENT_KINDS)[number]['decode']>;

/** By number; undefined for a kind that is not known, or that no probe causes. */
export const KINDS_BY_NUMBER = new Array<EventKind | undefined>(256).fill(undefined);
for (const kind of EVENT_KINDS) KINDS_BY_NUMBER[kind.kind] = kind;

/** @param kind Of a frame's header. @returns undefined for a frame that no probe caused, and for a kind that is not known. */
export function eventKind(kind: number): EventKind | undefined {
  return KINDS_BY_NUMBER[kind];
}

/** `inbound_message`; with the provider where that is not `net`: `mempool:added`. */
export function tracepointName({
  provider,
  tracepoint,
}: Pick<EventKind, 'provider' | 'tracepoint'>): string {
  return provider === 'net' ? tracepoint : `${provider}:${tracepoint}`;
}

/** What is known of a probe's arguments, as {@link EventKind.arguments}, by its name as {@link tracepointName} has it. */
export const KNOWN_ARGUMENTS: ReadonlyMap<string, string> = new Map(
  EVENT_KINDS.flatMap(({ provider, tracepoint, counts, arguments: known }: EventKind) =>
    (counts ?? [tracepoint]).map((name) => [tracepointName({ provider, tracepoint: name }), known]),
  ),
);

/** What a filter may call an event that is not a message: `disconnected`, `closed_connection`. */
export function eventNames(kind: EventKind): string[] {
  return kind.wording ? [kind.wording.what.replaceAll(' ', '-'), tracepointName(kind)] : [];
}
