import type { Cause } from '../../capture/query/causeFinder';
import type { Causes } from '../../capture/query/causes';
import type { EventIndex } from '../../capture/index/eventIndex';
import { isMessage } from '../../capture/index/eventKinds';
import { isNodeItself } from '../../capture/index/peerTable';
import { eventKind } from '../../shared/events/eventKinds';
import { peerNumber } from '../../shared/text/peerNumber';
import { visible } from '../../shared/text/visible';
import { rowNumber } from '../../shared/text/rowNumber';

/** What came of a message in the node: of several things, that it replaced another one is told less. */
export function outcomeOf(causes: Causes, row: number, index: EventIndex): number | undefined {
  if (!isMessage(index.kind(row)) || index.direction(row) !== 'inbound') return undefined;
  const effects = causes.effectsOf(row);
  return (
    effects.find((each) => eventKind(index.kind(each))?.tracepoint !== 'replaced') ?? effects[0]
  );
}

/** What there is in place of a cause where several messages carry a transaction. */
export const ONE_OF_SEVERAL_TEXT = 'came earlier, in several messages: of which is not certain';

/** `of tx #3,289 from peer 8`; of what the node came back to, that it came earlier. */
export function causeText({ row, direct }: Cause, index: EventIndex): string {
  const number = rowNumber(row);
  const peer = index.peers[index.peer(row)]!;
  // A removal is due to what the node did just before.
  if (!isMessage(index.kind(row)) || isNodeItself(peer)) return `after ${number}`;
  const said = `${visible(index.messageType(row))} ${number} from peer ${peerNumber(peer.peer)}`;
  return direct ? said : `came earlier: ${said}`;
}
