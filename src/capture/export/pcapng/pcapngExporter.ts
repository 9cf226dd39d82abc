import { version } from '../../../../package.json';
import type { MessageEvent, ProbeEvent, TraceEvent } from '../../../shared/events/event';
import { isProbeEvent } from '../../../shared/events/event';
import { eventKind } from '../../../shared/events/eventKinds';
import type { Direction } from '../../../shared/events/eventKind';
import { encodeBookmark } from '../../../shared/frames/bookmark';
import { EventFlag, FrameKind, HEADER } from '../../../shared/frames/layout';
import { lossCause } from '../../../shared/events/lossCause';
import type { Hello } from '../../../shared/frames/hello';
import { CAUSE_TEXTS } from '../../../shared/text/gapCauses';
import { peerNumber } from '../../../shared/text/peerNumber';
import { visible } from '../../../shared/text/visible';
import { directionOf } from '../../index/eventKinds';
import type { Gap } from '../../index/losses';
import { FramePiece, OPTION, PacketDirection } from '../../pcap/pcapngLayout';
import { pduTail } from '../../pcap/pduTags';
import { summaryOf } from '../../query/readEvent';
import type { BookmarkEvent } from '../bookmarkJson';
import { messagePeerOf, sentBy, type Sent } from '../undecoded';
import type { ExportOptions, FrameExporter, FrameFacts, GivenFrame } from '../exporter';
import { lossLine } from '../trafficLine';
import type { Conversation } from './conversation';
import { Digests } from './digests';
import { ExportedNodes, type ExportedNode, type ExportedPeer } from './exportedNodes';
import { ExportedRows } from './exportedRows';
import { PacketWriter } from './packetWriter';

/** What can be known of an event that is not a message. */
type Note = Exclude<ProbeEvent, MessageEvent>;

const DIRECTIONS: Readonly<Record<Direction, PacketDirection>> = {
  inbound: PacketDirection.Inbound,
  outbound: PacketDirection.Outbound,
};

/** What is told of a message that is not told in its payload. */
interface Circumstances {
  /** Messages that its header shall say are lost before it. */
  lost: number;
  node: ExportedNode;
  direction: Direction;
  conversation: Conversation;
  comments?: readonly string[] | undefined;
}

/** Writes frames as packets that Wireshark shows, with all that the frames hold: docs/pcapng.md. */
export class PcapngExporter implements FrameExporter {
  private readonly writer = new PacketWriter();
  private readonly nodes: ExportedNodes;
  private readonly digests = new Digests();
  private readonly rows = new ExportedRows();
  /** What is missing before the next packet. */
  private gaps: Gap[] = [];
  private lastNode: ExportedNode | undefined;
  private lastPid = -1;
  /** The header of the last frame, for the time of what has none. */
  private readonly last = Buffer.alloc(HEADER.size);
  /** A frame said with which row the capture begins. */
  private saysRows = false;
  private begun = false;

  constructor({ chainOf = () => undefined }: ExportOptions = {}) {
    this.nodes = new ExportedNodes(this.writer, chainOf);
  }

  gap({ count, cause }: Gap): void {
    const known = this.gaps.find((gap) => gap.cause === cause);
    if (known) known.count += count;
    else this.gaps.push({ count, cause });
  }

  leaveOut(): void {
    this.rows.leaveOut();
  }

  frame(given: GivenFrame, facts?: FrameFacts): readonly Buffer[] {
    // A slab is given away before what comes next is in it.
    if (!this.usual(given.frame, facts)) this.told(given.frame, given.event(), facts);
    return this.writer.slab.hasFull ? this.writer.slab.takeFull() : NOTHING;
  }

  private told(frame: Buffer, event: TraceEvent | undefined, facts: FrameFacts | undefined): void {
    if (event?.kind === 'message') this.message(frame, event, facts);
    else if (event && isProbeEvent(event)) this.note(frame, event, facts);
    else this.other(frame, event);
  }

  flush(): readonly Buffer[] {
    return this.writer.slab.takeAll();
  }

  end(): readonly Buffer[] {
    this.writer.writeEarly();
    // What was lost after the last event.
    if (this.gaps.length > 0 && this.begun) {
      const text = this.gaps.map(lossText).join('; ');
      this.gaps = [];
      this.text(text, undefined, this.last, PacketDirection.Unknown, this.nodeOf(this.lastPid));
    }
    return this.flush();
  }

  /**
   * Nearly all messages are whole, come after no loss and are not the first of their conversation. What else they say
   * is not looked at: to decode it takes as long as to write it.
   * @returns false for everything else.
   */
  private usual(frame: Buffer, facts: FrameFacts | undefined): boolean {
    const from = messagePeerOf(frame);
    const flags = frame.readUInt16LE(HEADER.flags);
    if (!from || this.gaps.length > 0 || flags & EventFlag.Truncated || lossCause(flags))
      return false;
    const conversation = this.nodeOf(from.pid).known(from.peer);
    if (!conversation) return false;
    const node = this.begin(frame, from.pid, facts);
    const direction = directionOf(frame.readUInt16LE(HEADER.kind))!;
    const lost = frame.readUInt32LE(HEADER.lostRingFull);
    this.packet(frame, sentBy(frame), { lost, node, direction, conversation });
    return true;
  }

  private message(frame: Buffer, event: MessageEvent, facts: FrameFacts | undefined): void {
    const { direction, truncated, lost: part } = event;
    const node = this.begin(frame, event.pid, facts);
    const conversation = node.conversation(
      event.address === '' && facts ? { ...event, address: facts.address } : event,
    );
    const before = this.gaps.length > 0 ? this.takeLosses() : undefined;
    let comments = before?.comments;
    if (part !== undefined || truncated) {
      const why = part !== undefined ? CAUSE_TEXTS[part] : 'cut by the snap length';
      comments = [...(comments ?? []), partText(event, why)];
    }
    const lost = Math.max(event.lostRingFull, before?.lost ?? 0);
    this.packet(frame, event, { lost, node, direction, conversation, comments });
  }

  private packet(
    frame: Buffer,
    sent: Sent,
    { lost, node, direction, conversation, comments }: Circumstances,
  ): void {
    const { tail, checksum } = this.digests.of(sent);
    this.writer.message(
      frame,
      { payload: sent.payload, magic: node.magic, checksum, lost },
      {
        interface: node.interfaceId,
        direction: DIRECTIONS[direction],
        comments,
        head: conversation[direction],
        tail,
      },
    );
  }

  private note(given: Buffer, event: Note, facts: FrameFacts | undefined): void {
    const node = this.begin(given, event.pid, facts);
    const kind = eventKind(event.kindNumber)!;
    const about = event as Partial<ExportedPeer>;
    const { peer, address = facts?.address ?? '', connectionType = '', network } = about;
    const conversation =
      peer === undefined ? node.own : node.conversation({ peer, address, connectionType, network });
    const who = peer === undefined ? 'node' : `peer ${peerNumber(peer)}`;
    const { comments, lost } = this.takeLosses();
    const frame = lost > event.lostRingFull ? withLosses(given, lost) : given;
    const direction = kind.direction ? DIRECTIONS[kind.direction] : PacketDirection.Unknown;
    const text = `${who}: ${summaryOf(event)}`;
    this.text(text, frame, frame, direction, node, conversation.ofText(kind.direction), comments);
  }

  private other(frame: Buffer, event: TraceEvent | undefined): void {
    const kind = frame.readUInt16LE(HEADER.kind);
    if (event?.kind === 'hello') this.hello(event);
    if (event?.kind === 'bookmark') {
      this.bookmark(frame, event);
      return;
    }
    if (event?.kind === 'failure') {
      const text = `the trace ended: ${visible(event.code)} ${visible(event.detail)}`;
      this.text(text, frame, frame, PacketDirection.Unknown, this.nodeOf(this.lastPid));
      return;
    }
    if (kind === (FrameKind.Gap as number)) {
      // Its rows are those of the whole capture. What it says is missing is told before the next event.
      if (this.rows.isPart) return;
      this.saysRows = true;
    }
    this.writer.pieces(frame, 0, FramePiece.Begins);
    if (event?.kind === 'node') this.nodes.know(event);
    if (event?.kind === 'node' && event.pid === this.lastPid) this.lastPid = -1;
  }

  private hello(hello: Hello): void {
    this.writer.setClock(hello);
    if (this.begun) return;
    this.begun = true;
    const { host, binary } = hello;
    this.writer.section([
      [OPTION.hardware, visible(host).slice(0, 1000)],
      [OPTION.system, visible(binary).slice(0, 1000)],
      [OPTION.application, `Bitcoin P2P Trace ${version}`],
    ]);
  }

  private bookmark(frame: Buffer, bookmark: BookmarkEvent): void {
    const row = this.rows.of(bookmark.row);
    if (row === undefined && this.rows.isPart) return;
    const moved =
      row === undefined || row === bookmark.row ? frame : encodeBookmark({ ...bookmark, row });
    const time = Buffer.from(this.last);
    time.writeBigUInt64LE(BigInt(bookmark.eventNs), HEADER.timeNs);
    const text =
      bookmark.text === '' ? 'bookmark taken away' : `bookmark: ${visible(bookmark.text)}`;
    this.text(text, moved, time, PacketDirection.Unknown, this.nodeOf(this.lastPid));
  }

  private text(
    text: string,
    frame: Buffer | undefined,
    time: Buffer,
    direction: PacketDirection,
    node: ExportedNode,
    head = node.own.ofText(undefined),
    comments: readonly string[] = [],
  ): void {
    const tail = pduTail(text);
    this.writer.text(text, frame, time, {
      interface: node.interfaceId,
      direction,
      comments: [text, ...comments],
      head,
      tail,
    });
  }

  /** An event's frame: whose it is. */
  private begin(frame: Buffer, pid: number, facts: FrameFacts | undefined): ExportedNode {
    this.rows.add(facts?.row, this.saysRows);
    frame.copy(this.last, 0, 0, HEADER.size);
    return this.nodeOf(pid);
  }

  private nodeOf(pid: number): ExportedNode {
    if (pid === this.lastPid && this.lastNode) return this.lastNode;
    this.lastPid = pid;
    return (this.lastNode = this.nodes.of(pid));
  }

  /** What is missing before the packet that is written now, as it is told, and what of it its frame tells. */
  private takeLosses(): { comments: string[]; lost: number } {
    const { gaps } = this;
    this.gaps = [];
    const ofRing = gaps.filter(({ cause }) => cause === 'ring-full');
    return {
      comments: gaps.map(lossText),
      lost: this.rows.isPart ? ofRing.reduce((sum, { count }) => sum + count, 0) : 0,
    };
  }
}

const NOTHING: readonly Buffer[] = [];

function lossText({ count, cause }: Gap): string {
  return lossLine(count, cause);
}

function partText({ payload, size }: MessageEvent, why: string): string {
  return `only ${payload.length} of ${size} bytes are here: ${why}`;
}

function withLosses(frame: Buffer, lost: number): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt32LE(lost, HEADER.lostRingFull);
  return copy;
}
