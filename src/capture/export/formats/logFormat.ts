import { nameAndAddress } from '../addressOf';
import type { RowFacts, TextFormat } from '../exporter';
import type { MessageEvent } from '../../../shared/events/event';
import { namedLogLine } from '../trafficLine';

/** One line a message, as Bitcoin Core's log_p2p_traffic script has it; peers with their names, where they have some. */
export const logFormat: TextFormat = {
  id: 'log',
  title: 'Log lines',
  extension: 'log',
  needsPayloads: false,
  needsFacts: true,
  messagesOnly: true,
  create: () => ({
    event: (event, _clock, facts) =>
      event.kind === 'message' ? [namedLogLine(event, calledIn(event, facts)), '\n'] : [],
  }),
};

/** The address that the event itself has, as in Core's lines, unless there is a name to say. */
function calledIn(event: MessageEvent, facts: RowFacts | undefined): string {
  return facts?.name === undefined ? event.address : nameAndAddress(event, facts);
}
