import type { Direction } from '../../../shared/events/event';
import { pduHead, pduTag, type End } from '../../pcap/pduTags';
import { TAG } from '../../pcap/pcapngLayout';

/** How Wireshark dissects a packet that is a line of text, and how it calls its protocol. */
const TEXT_DISSECTOR = 'data-text-lines';
const TEXT_PROTOCOL = 'P2P trace';

/** The first tags of the packets between a node and a peer: who dissects them, and whose they are. */
export class Conversation {
  /** Of messages. */
  readonly inbound: Buffer;
  readonly outbound: Buffer;

  constructor(
    private readonly node: End,
    private readonly peer: End,
  ) {
    this.inbound = pduHead('bitcoin', peer, node);
    this.outbound = pduHead('bitcoin', node, peer);
  }

  /** Those of a line of text. */
  ofText(direction: Direction | undefined): Buffer {
    const ends = direction === 'inbound' ? [this.peer, this.node] : [this.node, this.peer];
    return Buffer.concat([
      pduHead(TEXT_DISSECTOR, ...(ends as [End, End])),
      pduTag(TAG.protocolColumn, Buffer.from(TEXT_PROTOCOL)),
    ]);
  }
}
