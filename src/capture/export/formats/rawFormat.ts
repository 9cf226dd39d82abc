import type { EventFormat } from '../exporter';
import { rawLine } from '../trafficLine';

/** One line a message, with its whole payload in hex. */
export const rawFormat: EventFormat = {
  id: 'raw',
  title: 'Log lines with payloads',
  extension: 'log',
  needsPayloads: true,
  create: () => ({
    event: (event) => (event.kind === 'message' ? [rawLine(event), '\n'] : []),
  }),
};
