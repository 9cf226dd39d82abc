import { CURRENT, type MessageType } from './messages/records';

export type { MessageType };

/** ALL_NET_MESSAGE_TYPES of Bitcoin Core's protocol.h, in its order. */
export const MESSAGE_TYPES: readonly MessageType[] = CURRENT.map(({ name }) => name);
