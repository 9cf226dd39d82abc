import type { TextFormat } from '../exporter';

/** The payload of each message in hex, one line each. */
export const hexFormat: TextFormat = {
  id: 'hex',
  title: 'Hex',
  extension: 'hex',
  needsPayloads: true,
  messagesOnly: true,
  ascii: true,
  create: () => ({
    event: (event) => (event.kind === 'message' ? [event.payload.toString('hex'), '\n'] : []),
  }),
};
