import type { TextFormat } from '../exporter';
import { rawLine } from '../trafficLine';

/** One line a message, with its whole payload in hex. */
export const rawFormat: TextFormat = {
  id: 'raw',
  title: 'Log lines with payloads',
  extension: 'log',
  needsPayloads: true,
  messagesOnly: true,
  create: () => ({
    event: (event) => (event.kind === 'message' ? [rawLine(event), '\n'] : []),
  }),
};
