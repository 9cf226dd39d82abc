import type { ProbeEvent } from '../../../shared/events/event';
import { eventKind, tracepointName } from '../../../shared/events/eventKinds';
import { LimitedMap } from '../../../shared/limitedMap';
import { PEER_NETWORKS } from '../../../shared/text/peerNetworks';
import { networkOfAddress } from '../../model/peerNetwork';
import type { Clock } from '../eventJson';
import type { RowFacts } from '../exporter';
import { addressOf } from '../addressOf';
import { AnswerFinder, type AnsweredRow } from '../answerFinder';
import { Booleans, Integers, Texts, Times } from './columnBuilders';

/** Peers whose network is remembered, and addresses of which it is known what they are of. */
const MOST_PEERS = 10_000;

/** For what happened to the node itself: no peer has this number. */
const NODE = -1;

/** What every file has of an event: the first columns of schema.ts, in its order. */
export class CommonColumns {
  readonly time = new Times();
  private readonly row = new Integers();
  private readonly pid = new Integers();
  private readonly node = new Texts();
  private readonly chain = new Texts();
  private readonly event = new Texts();
  private readonly peer = new Integers();
  private readonly address = new Texts();
  private readonly network = new Texts();
  private readonly connectionType = new Texts();
  private readonly direction = new Texts();
  private readonly messageType = new Texts();
  private readonly size = new Integers();
  private readonly truncated = new Booleans();
  private readonly lost = new Texts();
  private readonly lostBefore = new Integers();
  private readonly answers = new Integers();
  private readonly latency = new Integers();

  private readonly finder = new AnswerFinder();
  /** By process and peer, as the connection's events say. */
  private readonly networks = new LimitedMap<string, string>(MOST_PEERS);
  private readonly networksOfAddresses = new LimitedMap<string, string>(MOST_PEERS);

  /** In the order of the schema. */
  readonly builders = [
    this.row,
    this.time,
    this.pid,
    this.node,
    this.chain,
    this.event,
    this.peer,
    this.address,
    this.network,
    this.connectionType,
    this.direction,
    this.messageType,
    this.size,
    this.truncated,
    this.lost,
    this.lostBefore,
    this.answers,
    this.latency,
  ];

  /** Sees every event in its order, also those that `set` is not called for. */
  pass(event: ProbeEvent, facts: RowFacts | undefined): AnsweredRow {
    if (event.kind === 'connection' && event.network > 0)
      this.networks.set(`${event.pid} ${event.peer}`, PEER_NETWORKS[event.network]?.id ?? '');
    return this.finder.take(event, facts);
  }

  /** @param at The row of the group. */
  set(
    at: number,
    event: ProbeEvent,
    facts: RowFacts | undefined,
    { row, answers }: AnsweredRow,
  ): void {
    const { pid, peer } = event;
    const message = event.kind === 'message' ? event : undefined;
    const told = 'connectionType' in event ? event : undefined;
    const address = addressOf(event, facts);
    this.row.set(at, row);
    this.time.set(at, event.timeNs);
    this.pid.set(at, pid);
    this.node.set(at, unlessEmpty(facts?.node?.name));
    this.chain.set(at, unlessEmpty(facts?.node?.chain));
    this.event.set(at, nameOf(event.kindNumber));
    this.peer.set(at, peer);
    this.address.setOf(peer ?? NODE, at, unlessEmpty(address));
    this.network.set(at, unlessEmpty(this.networkOf(pid, peer ?? NODE, address, facts)));
    this.connectionType.setOf(peer ?? NODE, at, unlessEmpty(told?.connectionType));
    this.direction.set(at, told?.direction);
    this.messageType.set(at, message?.messageType);
    this.size.set(at, message?.size);
    this.truncated.set(at, message?.truncated ?? false);
    this.lost.set(at, message?.lost);
    this.lostBefore.set(at, event.lostRingFull);
    this.answers.set(at, answers?.row);
    this.latency.set(at, answers?.latencyNs);
  }

  private networkOf(
    pid: number,
    peer: number,
    address: string,
    facts: RowFacts | undefined,
  ): string {
    if (facts?.network !== undefined) return facts.network;
    if (this.networks.size > 0) {
      const said = this.networks.get(`${pid} ${peer}`);
      if (said !== undefined) return said;
    }
    let network = this.networksOfAddresses.get(address);
    if (network === undefined)
      this.networksOfAddresses.set(address, (network = networkOfAddress(address)));
    return network;
  }
}

function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

const names: string[] = [];

function nameOf(kindNumber: number): string {
  return (names[kindNumber] ??= tracepointName(eventKind(kindNumber)!));
}

/** What makes unix time of an event's time, nanoseconds. */
export function offsetOf({ wallNs, monotonicNs }: Clock): bigint {
  return wallNs - monotonicNs;
}
