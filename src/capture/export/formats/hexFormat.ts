import type { EventFormat } from '../exporter';

/** The payload of each message in hex, one line each. */
export const hexFormat: EventFormat = {
  id: 'hex',
  title: 'Hex',
  extension: 'hex',
  needsPayloads: true,
  ascii: true,
  create: () => ({
    event: (event) => (event.kind === 'message' ? [event.payload.toString('hex'), '\n'] : []),
  }),
};
