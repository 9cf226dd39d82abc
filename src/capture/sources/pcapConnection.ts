import type { Direction } from '../../shared/events/eventKind';
import type { Room } from '../pcap/room';
import type { Side, TcpListener, TcpOpening } from '../pcap/tcpConnections';
import type { Moment } from '../pcap/tcpSegment';
import { chainOfPort, type Magic, type Magics } from './magics';
import { MessageStream, type MessageListener } from './messageStream';
import type { PcapEvents, PcapPeer } from './pcapEvents';
import type { PcapNodes } from './pcapNodes';
import type { PcapSurvey } from './pcapSurvey';
import type { PcapTally } from './pcapTally';
import { KEY_BYTES, looksRandom } from './randomBytes';

/** What all connections of a capture share. */
export interface PcapContext {
  magics: Magics;
  survey: PcapSurvey;
  nodes: PcapNodes;
  events: PcapEvents;
  tally: PcapTally;
  room: Room;
  /** @param offset Of a packet in the file. */
  onDamage(offset: number, bytes: number): void;
}

const SIDES = [0, 1] as const;

/** One TCP connection: finds out whether Bitcoin is spoken on it, and tells its messages. */
export class PcapConnection implements TcpListener {
  private readonly streams: readonly [MessageStream, MessageStream];
  private protocol: 'undecided' | 'messages' | 'encrypted' | 'random' | 'other' = 'undecided';
  private peer: PcapPeer | undefined;
  private nodeSide: Side = 0;
  /** The first bytes that each side said, until it is decided what they are. */
  private readonly first: [Buffer, Buffer] = [NOTHING, NOTHING];
  private readonly refusing = new Set<Side>();
  private length = 0;

  constructor(
    private readonly opening: TcpOpening,
    private readonly context: PcapContext,
  ) {
    const isStart = opening.initiator !== undefined;
    const stream = (side: Side): MessageStream =>
      new MessageStream(this.listenerOf(side), context.magics, context.room, isStart);
    this.streams = [stream(0), stream(1)];
  }

  bytes(side: Side, bytes: Buffer, moment: Moment): void {
    this.length += bytes.length;
    if (this.protocol === 'undecided') this.look(side, bytes);
    this.streams[side].bytes(bytes, moment);
    if (this.refusing.size > 0) this.decideSoon(moment);
  }

  gap(side: Side, missing: number, cut: boolean, moment: Moment): void {
    if (this.protocol === 'messages' && !cut) {
      this.context.tally.holes.places++;
      this.context.tally.holes.bytes += missing;
    }
    this.streams[side].gap(missing, cut, moment);
  }

  closed(moment: Moment): void {
    this.end(moment);
    const { peer, opening, context } = this;
    if (!peer) return;
    if (opening.initiator !== undefined) peer.node.open[this.openedBy(opening.initiator)]--;
    context.events.closed(peer, opening.moment, moment);
  }

  left(moment: Moment): void {
    this.end(moment);
  }

  private end(moment: Moment): void {
    if (this.protocol === 'undecided') this.decide(moment);
    const { protocol, streams, length } = this;
    const { tally } = this.context;
    if (protocol === 'messages')
      for (const stream of streams) if (stream.pending > 0) tally.unfinished++;
    for (const stream of streams) stream.end(moment);
    if (protocol === 'encrypted' || protocol === 'random') tally.add(protocol, length);
  }

  private listenerOf(side: Side): MessageListener {
    const { context } = this;
    return {
      recognised: (magic, isVersion, moment) => this.recognise(side, magic, isVersion, moment),
      refused: (moment) => this.refuse(side, moment),
      message: (type, payload, size, moment) => {
        const direction = side === this.nodeSide ? 'outbound' : 'inbound';
        context.tally.messages++;
        context.events.message(this.peer!, direction, type, payload, size, moment);
      },
      lost: (moment) => {
        if (this.protocol === 'messages') context.events.lost(moment);
      },
      damaged: (bytes, { offset }) => context.onDamage(offset, bytes),
    };
  }

  private recognise(side: Side, magic: Magic, isVersion: boolean, moment: Moment): void {
    if (this.protocol === 'messages') return;
    this.protocol = 'messages';
    // Who has connected says it first.
    const initiator = this.opening.initiator ?? (isVersion ? side : undefined);
    this.connect({ ...this.opening, initiator }, magic, moment);
    this.streams[other(side)].expect(magic);
  }

  private refuse(side: Side, moment: Moment): void {
    this.refusing.add(side);
    if (this.protocol === 'messages') this.context.tally.abandoned++;
    else this.decideSoon(moment);
  }

  /** Keeps what each side begins with, for as long as it may be a key. */
  private look(side: Side, bytes: Buffer): void {
    const first = this.first[side];
    if (first.length >= KEY_BYTES) return;
    this.first[side] = Buffer.concat([first, bytes.subarray(0, KEY_BYTES - first.length)]);
  }

  private decideSoon(moment: Moment): void {
    if (this.protocol !== 'undecided' || this.refusing.size < SIDES.length) return;
    if (this.first.every(({ length }) => length >= KEY_BYTES)) this.decide(moment);
  }

  /** Nobody speaks Bitcoin’s first transport here. */
  private decide(moment: Moment): void {
    const { opening, context } = this;
    this.protocol = 'other';
    for (const stream of this.streams) stream.ignore();
    const said = SIDES.filter((side) => this.first[side].length > 0);
    const random = said.filter((side) => looksRandom(this.first[side]));
    if (random.length === 0 || random.length < said.length) return;
    const accepting = opening.ends[context.survey.acceptor(opening)];
    const chain = chainOfPort(accepting.port);
    const magic = chain ? context.magics.ofChain(chain) : context.survey.spokenAt(accepting);
    if (magic) {
      this.protocol = 'encrypted';
      this.connect(opening, magic, moment);
    } else if (opening.initiator !== undefined && random.length === SIDES.length)
      this.protocol = 'random';
  }

  private connect(opening: TcpOpening, magic: Magic, moment: Moment): void {
    const { nodes, events, survey } = this.context;
    this.nodeSide = survey.nodeSide(opening);
    this.peer = nodes.connect(opening, this.nodeSide, magic, moment);
    // What was not seen to open is not told.
    const { initiator } = this.opening;
    if (initiator !== undefined)
      events.opened(this.peer, this.openedBy(initiator), this.opening.moment);
  }

  private openedBy(initiator: Side): Direction {
    return initiator === this.nodeSide ? 'outbound' : 'inbound';
  }
}

const NOTHING = Buffer.alloc(0);

function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}
