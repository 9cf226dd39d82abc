import type { ProbeEvent } from '../../../shared/events/event';
import { eventKind } from '../../../shared/events/eventKinds';
import { peerOfNode } from '../../../shared/text/peerNumber';
import { utcTimeMicros } from '../../../shared/text/dateText';
import { visible } from '../../../shared/text/visible';
import { nodeTitle } from '../../model/nodeTitle';
import { summaryOf } from '../../query/readEvent';
import { nameAndAddress } from '../addressOf';
import type { Exporter, RowFacts, TextFormat } from '../exporter';
import type { Clock } from '../eventJson';

/** `2023-11-14T22:13:20.500123Z ← peer 7 127.0.0.1:8333  ping 0x0101010101010101 (8 bytes)` */
export const textFormat: TextFormat = {
  id: 'text',
  title: 'Text',
  extension: 'txt',
  needsPayloads: true,
  needsFacts: true,
  create: (options) => new Lines(options?.severalNodes === true),
};

class Lines implements Exporter<string> {
  /** Of the first event. */
  private pid: number | undefined;

  constructor(private severalNodes: boolean) {}

  readonly event: Exporter<string>['event'] = (event, clock, facts) => {
    this.pid ??= event.pid;
    // What is not known at the beginning, as of a live trace, shows with the first event of another one.
    if (event.pid !== this.pid) this.severalNodes = true;
    return [textLine(event, clock, facts, this.severalNodes), '\n'];
  };
}

function textLine(
  event: ProbeEvent,
  clock: Clock,
  facts: RowFacts | undefined,
  severalNodes: boolean,
): string {
  const wallNs = BigInt(event.timeNs) + clock.wallNs - clock.monotonicNs;
  const time = utcTimeMicros(Number(wallNs / 1000n));
  const size = event.kind === 'message' ? ` (${event.size} bytes)` : '';
  return `${time} ${whose(event, facts, severalNodes)}  ${summaryOf(event)}${size}`;
}

/**
 * `→ peer 7 1.2.3.4:8333`, and of several nodes `→ peer 4711/7 1.2.3.4:8333`; an event of the node itself has neither
 * direction nor peer: `· node`, and `· node 4711 bitcoind · regtest`.
 */
function whose(event: ProbeEvent, facts: RowFacts | undefined, severalNodes: boolean): string {
  const { peer, pid } = event;
  if (peer === undefined) return severalNodes ? `· node ${nodeText(pid, facts)}` : '· node';
  const arrow = eventKind(event.kindNumber)?.direction === 'outbound' ? '→' : '←';
  const number = peerOfNode({ pid, peer }, severalNodes);
  return `${arrow} peer ${number} ${visible(nameAndAddress(event, facts))}`;
}

function nodeText(pid: number, facts: RowFacts | undefined): string {
  return facts?.node ? `${pid} ${nodeTitle(facts.node, undefined)}` : `${pid}`;
}
