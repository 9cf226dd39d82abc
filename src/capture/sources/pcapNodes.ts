import { LimitedMap } from '../../shared/limitedMap';
import type { Side, TcpOpening } from '../pcap/tcpConnections';
import type { Moment } from '../pcap/tcpSegment';
import type { Magic } from './magics';
import type { PcapEvents, PcapNode, PcapPeer } from './pcapEvents';
import { addressKey, endKey, type PcapSurvey } from './pcapSurvey';
import { endText, hostText, networkOf } from './tcpPeer';

/** Nodes that are told apart at a time; each network of a machine is one. */
const MOST_NODES = 4096;

/** Makes peers of connections, and nodes of their other ends. */
export class PcapNodes {
  private readonly nodes = new LimitedMap<string, PcapNode>(MOST_NODES);
  private count = 0;

  constructor(
    private readonly survey: PcapSurvey,
    private readonly events: PcapEvents,
  ) {}

  /** A new peer, and the node that it is a peer of. @param magic A machine may have a node of each network. */
  connect({ ends, initiator }: TcpOpening, nodeSide: Side, magic: Magic, moment: Moment): PcapPeer {
    const own = ends[nodeSide];
    const other = ends[nodeSide === 0 ? 1 : 0];
    // On one machine only the port tells nodes apart.
    const isAlone = !own.address.equals(other.address);
    const key = `${magic.bytes.toString('latin1')}${isAlone ? addressKey(own) : endKey(own)}`;
    const name = isAlone ? hostText(own) : endText(own);
    const node = this.nodes.get(key) ?? this.meet(key, name, magic, moment);
    return {
      node,
      id: node.peers++,
      address: Buffer.from(endText(other)),
      network: networkOf(other),
      // Of those that the node makes there are several types.
      connectionType: initiator !== undefined && initiator !== nodeSide ? 'inbound' : '',
    };
  }

  private meet(key: string, name: string, { chain }: Magic, moment: Moment): PcapNode {
    const open = { inbound: 0, outbound: 0 };
    const node = { pid: ++this.count, name, chain, userAgent: '', peers: 0, open };
    this.nodes.set(key, node);
    this.events.node(node, moment);
    return node;
  }
}
