import type { Chain } from '../../bitcoin/read/payload';
import { decodeVersion, MalformedMessage, VERSION_BYTES } from '../../bitcoin/versionMessage';
import type { Direction } from '../../shared/events/eventKind';
import {
  CONNECTION_KIND,
  CONNECTION_LENGTH,
  writeConnection,
} from '../../shared/events/writeConnection';
import { messageLength, writeMessage } from '../../shared/events/writeMessage';
import { encodeHello, type Hello } from '../../shared/frames/hello';
import { FORMAT_VERSION, GapFrameCause, HEADER } from '../../shared/frames/layout';
import { encodeNode } from '../../shared/frames/node';
import type { Moment } from '../pcap/tcpSegment';
import { encodeGap } from '../store/gapFrame';
import type { FrameRuns } from './frameRuns';

const TRACEPOINTS = [
  'inbound_message',
  'outbound_message',
  'inbound_connection',
  'outbound_connection',
  'closed_connection',
];
/** Packets may be earlier than the first of the file, nanoseconds. */
const EARLIER = 3600e9;
/** Times are u64, of which all beyond this are as wrong as each other. */
const LATEST = 2 ** 62;

/** An end of connections that the capture is about. */
export interface PcapNode {
  /** In place of a process. */
  pid: number;
  name: string;
  chain: Chain;
  /** As it calls itself; '' while it has not. */
  userAgent: string;
  peers: number;
  /** Connections that were seen to open and not to close. */
  open: Record<Direction, number>;
}

export interface PcapPeer {
  node: PcapNode;
  id: number;
  address: Buffer;
  network: number;
  connectionType: string;
}

/** Writes what packets tell as frames, as a trace has them. */
export class PcapEvents {
  private sequence = 0;

  /** @param start The first moment of the capture. */
  constructor(
    private readonly runs: FrameRuns,
    private readonly start: Moment,
  ) {}

  hello(): Hello {
    const { seconds, nanos } = this.start;
    const wallNs = BigInt(Math.max(0, seconds)) * 1_000_000_000n + BigInt(nanos);
    return {
      version: FORMAT_VERSION,
      wallNs: BigInt.asUintN(63, wallNs),
      monotonicNs: BigInt(EARLIER),
      host: '',
      binary: '',
      tracepoints: TRACEPOINTS,
      attachMode: 'captured packets',
      unattached: [],
    };
  }

  begin(hello: Hello): void {
    this.runs.add(encodeHello(hello));
  }

  node({ pid, name, chain, userAgent }: PcapNode, moment: Moment): void {
    const probes = { present: TRACEPOINTS, tracepoints: TRACEPOINTS, unattached: [] };
    const files = { dataDirectory: '', binary: '' };
    const frame = encodeNode({ pid, name, chain, userAgent, ...files, ...probes });
    // The same each time.
    frame.writeBigUInt64LE(BigInt(this.timeOf(moment)), HEADER.timeNs);
    this.runs.add(frame);
  }

  message(
    { node, id, address, connectionType }: PcapPeer,
    direction: Direction,
    messageType: Buffer,
    payload: Buffer,
    size: number,
    moment: Moment,
  ): void {
    // Member by member: to spread what is common takes as long as all the rest.
    const message = {
      sequence: ++this.sequence,
      timeNs: this.timeOf(moment),
      pid: node.pid,
      direction,
      peer: id,
      connectionType,
      messageType,
      address,
      payload,
      size,
    };
    const at = this.runs.room(messageLength(message));
    writeMessage(message, this.runs.into, at);
    if (direction === 'outbound') this.learnName(node, messageType, payload, moment);
  }

  opened(peer: PcapPeer, direction: Direction, moment: Moment): void {
    this.connection(peer, CONNECTION_KIND[direction], ++peer.node.open[direction], moment);
  }

  /** @param established When it was opened, or first seen. */
  closed(peer: PcapPeer, established: Moment, moment: Moment): void {
    const count = Math.max(0, established.seconds);
    this.connection(peer, CONNECTION_KIND.closed, count, moment);
  }

  /** One message at least is missing here. */
  lost(moment: Moment): void {
    const frame = encodeGap({
      row: this.sequence,
      missing: 1,
      ringFull: 0,
      cause: GapFrameCause.Source,
    });
    frame.writeBigUInt64LE(BigInt(this.timeOf(moment)), HEADER.timeNs);
    frame.writeUInt32LE(0, HEADER.pid);
    this.runs.add(frame);
  }

  private connection(
    { node: { pid }, id, address, network, connectionType }: PcapPeer,
    kind: (typeof CONNECTION_KIND)[keyof typeof CONNECTION_KIND],
    count: number,
    moment: Moment,
  ): void {
    const timeNs = this.timeOf(moment);
    const sequence = ++this.sequence;
    const event = { kind, sequence, timeNs, pid, peer: id, network, count };
    const at = this.runs.room(CONNECTION_LENGTH);
    writeConnection({ ...event, connectionType, address }, this.runs.into, at);
  }

  private learnName(node: PcapNode, type: Buffer, payload: Buffer, moment: Moment): void {
    if (!type.equals(VERSION)) return;
    const userAgent = userAgentOf(payload);
    if (userAgent === '' || userAgent === node.userAgent) return;
    node.userAgent = userAgent;
    this.node(node, moment);
  }

  private timeOf({ seconds, nanos }: Moment): number {
    const { start } = this;
    const time = EARLIER + (seconds - start.seconds) * 1e9 + (nanos - start.nanos);
    return Math.min(LATEST, Math.max(0, time));
  }
}

const VERSION = Buffer.from('version');

function userAgentOf(payload: Buffer): string {
  try {
    return decodeVersion(payload.subarray(0, VERSION_BYTES)).userAgent ?? '';
  } catch (error) {
    if (error instanceof MalformedMessage) return '';
    throw error;
  }
}
