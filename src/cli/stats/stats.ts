import { setImmediate } from 'node:timers/promises';
import type { Append } from '../../capture/capture';
import { AnswerTimes, type KnownPairs } from '../../capture/model/answerTimes';
import { lossTotals, type LossTotal } from '../../capture/model/lossTotals';
import type { Traffic, TypeTraffic } from '../../capture/model/peer';
import { PeersModel } from '../../capture/model/peersModel';
import { trafficByType, typeTotals } from '../../capture/model/typeTotals';
import { pairsOfCapture } from '../../capture/query/pairs';
import type { TypeTotal } from '../../shared/typeTotal';
import { RowWalk } from '../convert/rowWalk';
import type { Reading } from '../reading';
import { EventTotals, type EventTotal } from './eventTotals';

/** What was exchanged with one peer. */
export interface PeerStats {
  pid: number;
  peer: number;
  address: string;
  connectionType: string;
  traffic: Traffic;
  /** Requests to it, and of it, that were not answered. */
  unanswered: number;
}

/** Totals of what is wanted of a capture. */
export interface Stats {
  /** The first and the last event, Unix nanoseconds; undefined where there is none. */
  span: { from: bigint; to: bigint } | undefined;
  /** Events that are not messages, all together and by what happened. */
  others: number;
  events: EventTotal[];
  traffic: Traffic;
  /** By type, and both ways. */
  types: { total: TypeTotal; traffic: TypeTraffic }[];
  /** Those that are told apart, by their bytes, the most first. */
  peers: PeerStats[];
  /** All others together. */
  otherPeers: { peers: number; messages: number; bytes: number };
  /** Of the whole capture. */
  losses: LossTotal[];
}

/**
 * @param reading Of a whole capture. Latencies are from a request that is wanted to its answer, whether that is
 * wanted or not.
 */
export async function statsOf(reading: Reading): Promise<Stats> {
  const { read, tally } = reading;
  const capture = reading.source.capture!;
  const peers = new PeersModel();
  const events = new EventTotals();
  const walk = new RowWalk(read.contents.index);
  let first: number | undefined;
  let last = 0;
  for await (const run of read.frames) {
    const frames: Buffer[] = [];
    const from = walk.next;
    walk.each(run, (frame, row) => {
      if (row === undefined) return;
      frames.push(frame);
      events.add(frame);
    });
    const to = from + frames.length;
    if (to === from) continue;
    const { index } = read.contents;
    const frame: Append['frame'] = (row) => frames[row - from]!;
    peers.add({ index, from, to, frame });
    first ??= index.timeNs(from);
    last = index.timeNs(to - 1);
  }
  const answers = await answersOf(reading);
  const totals = typeTotals(peers, answers.all);
  const traffic = trafficByType(peers);
  const { wallNs, monotonicNs } = read.hello;
  const unix = (timeNs: number) => BigInt(timeNs) - monotonicNs + wallNs;
  return {
    span: first === undefined ? undefined : { from: unix(first), to: unix(last) },
    others: tally.others,
    events: events.all,
    traffic: peers.traffic,
    types: totals.map((total, i) => ({ total, traffic: traffic[i]! })),
    peers: peersOf(peers, (pid, peer) => {
      const identity = capture.index.findPeer(read.recordedPid?.(pid) ?? pid, peer);
      return identity ? answers.unansweredOf(identity) : 0;
    }),
    otherPeers: othersOf(peers),
    losses: lossTotals({ capture, peers }),
  };
}

async function answersOf(reading: Reading): Promise<AnswerTimes> {
  const { selected, source } = reading;
  const capture = source.capture!;
  const { index } = capture;
  const pairs = pairsOfCapture(capture, () => false);
  const watch = pairs.watch();
  while (pairs.known < index.length && !reading.interrupted) await setImmediate();
  watch.dispose();
  const isWanted = (row: number) => selected === undefined || selected.isKept(row);
  const wanted: KnownPairs = {
    known: pairs.known,
    settled: pairs.settled,
    missing: (row) => (isWanted(row) ? pairs.missing(row) : 0),
    requestOf: (row) => {
      const request = pairs.requestOf(row);
      return request !== undefined && isWanted(request) ? request : undefined;
    },
  };
  const answers = new AnswerTimes(index, wanted);
  answers.update(false);
  return answers;
}

function peersOf(
  model: PeersModel,
  unansweredOf: (pid: number, peer: number) => number,
): PeerStats[] {
  const peers = model.peers.map(({ identity, traffic }) => {
    const { pid, peer, address, connectionType } = identity;
    return { pid, peer, address, connectionType, traffic, unanswered: unansweredOf(pid, peer) };
  });
  return peers.sort((a, b) => b.traffic.bytes - a.traffic.bytes);
}

function othersOf(model: PeersModel): Stats['otherPeers'] {
  const sum = { peers: 0, messages: 0, bytes: 0 };
  for (const { others } of model.nodes.values()) {
    sum.peers += others.peers;
    sum.messages += others.traffic.messages;
    sum.bytes += others.traffic.bytes;
  }
  return sum;
}
