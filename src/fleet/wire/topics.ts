import { familyOf } from '../../bitcoin/messages/records';
import type { Family } from '../../shared/families';
import { MESSAGE } from '../../shared/events/messages';
import { HEADER, MessageKind } from '../../shared/frames/layout';

/**
 * What a node's frames are divided into, so that a reader who wants some of them need not receive all: the last
 * part of a subject. A topic's number is its place; new ones are added at the end.
 */
export const TOPICS = [
  /** Who the node is, connections, statistics; every reader needs it. */
  'node',
  /** What the node did: mempool, validation, coins. */
  'effects',
  'inventory',
  'transactions',
  /** Blocks and compact blocks, and what asks for them. */
  'blocks',
  'addresses',
  /** Handshake, ping and pong, block filters, types that nobody knows. */
  'other',
] as const;

export type Topic = (typeof TOPICS)[number];

/** The number of the topic that every reader needs. */
export const NODE_TOPIC = 0;

const OF_FAMILY: Readonly<Record<Family, Topic>> = {
  handshake: 'other',
  keepalive: 'other',
  address: 'addresses',
  inventory: 'inventory',
  transaction: 'transactions',
  block: 'blocks',
  compact: 'blocks',
  filter: 'other',
  other: 'other',
};

const EFFECTS = TOPICS.indexOf('effects');
/** Kinds below are of `net`, and of frames that no probe caused. */
const FIRST_EFFECT = 20;
const TYPE_BYTES = 12;
/** A peer may make up any number of types. */
const MOST_TYPES = 1000;
const ofType = new Map<string, number>();

/** @returns The number of the topic of the frame at `at`. */
export function topicOf(run: Buffer, at: number): number {
  const kind = run.readUInt16LE(at + HEADER.kind);
  if (kind === (MessageKind.Inbound as number) || kind === (MessageKind.Outbound as number)) {
    const from = at + MESSAGE.messageType;
    return topicOfSlot(run.toString('latin1', from, from + TYPE_BYTES));
  }
  return kind >= FIRST_EFFECT ? EFFECTS : NODE_TOPIC;
}

/** The topic that has the messages of a type. */
export function topicOfType(messageType: string): Topic {
  return OF_FAMILY[familyOf(messageType)];
}

/** @returns Whether a probe caused the frame at `at`: only such have a number. */
export function isEvent(run: Buffer, at: number): boolean {
  return (
    run.readUInt32LE(at + HEADER.sequence) !== 0 || run.readUInt32LE(at + HEADER.sequence + 4) !== 0
  );
}

function topicOfSlot(slot: string): number {
  const known = ofType.get(slot);
  if (known !== undefined) return known;
  const end = slot.indexOf('\0');
  const topic = TOPICS.indexOf(topicOfType(end < 0 ? slot : slot.slice(0, end)));
  if (ofType.size < MOST_TYPES) ofType.set(slot, topic);
  return topic;
}
