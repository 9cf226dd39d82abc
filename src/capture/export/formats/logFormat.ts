import { nameAndAddress } from '../addressOf';
import type { RowFacts, TextFormat } from '../exporter';
import type { MessageEvent } from '../../../shared/events/event';
import { logLine, namedLogLine } from '../trafficLine';

/** One line a message, as Bitcoin Core's log_p2p_traffic script has it; peers with their names, where they have some. */
export const logFormat: TextFormat = {
  id: 'log',
  title: 'Log lines',
  extension: 'log',
  needsPayloads: false,
  needsNames: true,
  messagesOnly: true,
  create: () => ({
    event: (event, _clock, facts) => (event.kind === 'message' ? [lineOf(event, facts), '\n'] : []),
  }),
};

/** As in Core's lines, unless there is a name to say. */
function lineOf(event: MessageEvent, facts: RowFacts | undefined): string {
  if (facts?.name === undefined) return logLine(event);
  return namedLogLine(event, nameAndAddress(event, facts));
}
