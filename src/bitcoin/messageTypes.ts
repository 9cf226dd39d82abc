import { CURRENT, type MessageType } from './messages/records';

export type { MessageType };

/** ALL_NET_MESSAGE_TYPES of Bitcoin Core's protocol.h, in its order. */
export const MESSAGE_TYPES: readonly MessageType[] = CURRENT.map(({ name }) => name);

/** A name as Bitcoin Core spells it, where it has a type of that name in other case. */
export function coreSpelling(name: string): string {
  return MESSAGE_TYPES.find((type) => type === name.toLowerCase()) ?? name;
}
