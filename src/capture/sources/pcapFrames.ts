import { noBitcoinPackets, unreadableFurther } from '../../shared/errors/captureErrors';
import type { Hello } from '../../shared/frames/hello';
import { plural } from '../../shared/text/quantity';
import { linkTypeName } from '../pcap/linkLayer';
import { openPackets } from '../pcap/openPackets';
import type { OnCut, Packet } from '../pcap/packet';
import { PacketLoop } from '../pcap/packetLoop';
import { Room } from '../pcap/room';
import { TcpConnections } from '../pcap/tcpConnections';
import { TcpPackets } from '../pcap/tcpPackets';
import type { Moment } from '../pcap/tcpSegment';
import { DamageList } from './damageList';
import { FrameRuns } from './frameRuns';
import { Magics } from './magics';
import { PcapConnection } from './pcapConnection';
import { PcapEvents } from './pcapEvents';
import { PcapNodes } from './pcapNodes';
import { PcapSurvey } from './pcapSurvey';
import { PcapTally } from './pcapTally';

/** Bytes of what waits for more, of all connections, and of one of their directions. */
const ROOM = { total: 128e6, most: 16e6 } as const;

/** What the packets of a file say in Bitcoin's first transport, as frames. The file is read twice. */
export class PcapFrames {
  /** Where something was left out. */
  readonly damages: DamageList;
  /** What else is not among the frames, in whole sentences: there when all is read. */
  readonly notes: string[] = [];
  private readonly magics = new Magics();
  private readonly survey = new PcapSurvey(this.magics);
  private readonly tally = new PcapTally();
  private readonly packets = new TcpPackets();

  /** @param head The first bytes of the file. */
  constructor(
    private readonly path: string,
    private readonly head: Buffer,
  ) {
    this.damages = new DamageList(path);
  }

  /** Reads as far as the first packet. @throws The error of the system. */
  async begin(): Promise<Hello> {
    const survey = new PcapSurvey(new Magics());
    const packets = new TcpPackets();
    const loop = this.loop((packet) => {
      packets.take(packet, (ip, segment) => survey.add(ip, segment));
      return survey.start === undefined;
    });
    await loop.all();
    return new PcapEvents(new FrameRuns(), survey.start ?? NOWHEN).hello();
  }

  /** @throws UserError, and the error of the system, after what comes before it in the file. */
  async *frames(hello: Hello, signal: AbortSignal): AsyncGenerator<Buffer> {
    const { magics, survey, tally } = this;
    const packets = new TcpPackets();
    // What is wrong with the file is told when it is read again.
    const first = this.loop((packet) => {
      packets.take(packet, (ip, segment) => survey.add(ip, segment));
      return !signal.aborted;
    });
    await first.all();
    const runs = new FrameRuns();
    const events = new PcapEvents(runs, survey.start ?? NOWHEN);
    const nodes = new PcapNodes(survey, events);
    const room = new Room(ROOM.total, ROOM.most);
    const onDamage = this.damages.add;
    const context = { magics, survey, nodes, events, tally, room, onDamage };
    const connections = new TcpConnections(room, (opening) => new PcapConnection(opening, context));
    events.begin(hello);
    const loop = this.loop((packet) => {
      this.packets.take(packet, (ip, segment) => connections.add(ip, segment));
      return !signal.aborted;
    }, onDamage);
    yield* loop.parts(() => runs.take());
    connections.end();
    yield* runs.takeAll();
    this.note(connections);
    if (loop.failure) throw unreadableFurther(this.path, loop.failure.message);
    if (tally.messages === 0 && tally.encrypted.connections === 0 && !signal.aborted)
      throw noBitcoinPackets(this.path, this.notes);
  }

  private loop(take: (packet: Packet) => boolean, onCut: OnCut = () => undefined): PacketLoop {
    return new PacketLoop(openPackets(this.path, this.head, onCut), take);
  }

  private note({ crowded, conflicts, holes }: TcpConnections): void {
    const { incomplete, unread } = this.packets;
    const { notes } = this;
    notes.push(...this.tally.notes());
    for (const [linkType, count] of unread)
      notes.push(
        `${plural(count, 'packet')} of ${linkTypeName(linkType)} ${count === 1 ? 'was' : 'were'} left out: this link type is not read.`,
      );
    if (incomplete > 0)
      notes.push(`${plural(incomplete, 'IP packet')} came in parts of which some are missing.`);
    if (conflicts > 0)
      notes.push(
        `${plural(conflicts, 'byte')} ${conflicts === 1 ? 'was' : 'were'} sent again with another content; what came first counts.`,
      );
    if (crowded > 0)
      notes.push(
        `${plural(crowded, 'connection')} ${crowded === 1 ? 'was' : 'were'} followed no further, since there were too many at a time.`,
      );
    if (holes > 0)
      notes.push(
        `${plural(holes, 'hole')} in connections ${holes === 1 ? 'was' : 'were'} given up for want of memory, before what fills ${holes === 1 ? 'it' : 'them'} came.`,
      );
    notes.push(...this.damages.notes());
  }
}

/** Of a file without packets. */
const NOWHEN: Moment = { seconds: 0, nanos: 0, offset: 0 };
