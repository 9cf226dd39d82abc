import type { TextFormat } from '../exporter';
import { logLine } from '../trafficLine';

/** One line a message, as Bitcoin Core's log_p2p_traffic script has it. */
export const logFormat: TextFormat = {
  id: 'log',
  title: 'Log lines',
  extension: 'log',
  needsPayloads: false,
  messagesOnly: true,
  create: () => ({
    event: (event) => (event.kind === 'message' ? [logLine(event), '\n'] : []),
  }),
};
