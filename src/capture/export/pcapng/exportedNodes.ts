import { basename } from 'node:path';
import { magicOf } from '../../../bitcoin/magic';
import type { Chain } from '../../../bitcoin/read/payload';
import { LimitedMap } from '../../../shared/limitedMap';
import { visible } from '../../../shared/text/visible';
import { chainCalled } from '../../model/chainCalled';
import { guessChain, type KnownPeer } from '../../model/guessChain';
import { shortTitle } from '../../model/nodeTitle';
import type { BlockWriter } from '../../pcap/blockWriter';
import { MOST_NAME } from '../../pcap/pcapngLayout';
import { INTERNAL, standIn } from '../../pcap/standIn';
import type { NodeEvent } from '../nodeJson';
import { Conversation } from './conversation';

/** What tells a peer, as far as an event does. */
export interface ExportedPeer {
  peer: number;
  address: string;
  connectionType: string;
  /** Of connections: ConnectionEvent.network. */
  network?: number | undefined;
}

/** Nodes, conversations and names that are remembered: those that are forgotten are made anew. */
const MOST_NODES = 4096;
const MOST_CONVERSATIONS = 65_536;
const MOST_NAMES = 65_536;
/** Numbers of peers that a conversation is remembered by: a node gives them from 0 on. */
const MOST_PEERS = 2 ** 36;
/** Peers that are looked at for the chain of a node which does not say it. */
const MOST_ASKED = 32;
/** 198.18.0.0/15, for measurements between networks (RFC 2544): the addresses of nodes. */
const NODES = [198, 18] as const;

/** A process whose packets have an interface, and its conversations. */
export interface ExportedNode {
  /** Of its interface. */
  readonly interfaceId: number;
  /** Of its chain, in little-endian; once it was asked for it changes only where the node says its chain. */
  readonly magic: number;
  conversation(peer: ExportedPeer): Conversation;
  /** The one that a peer has by now. */
  known(peer: number): Conversation | undefined;
  /** With itself, for what happened to no peer. */
  readonly own: Conversation;
}

/** Nodes of an export, each with an interface, an address and a name of its own. */
export class ExportedNodes {
  /** By the numbers of node and peer. */
  readonly conversations = new LimitedMap<number, Conversation>(MOST_CONVERSATIONS);
  private readonly byPid = new LimitedMap<number, Node>(MOST_NODES);
  private readonly named = new LimitedMap<string, true>(MOST_NAMES);
  private interfaces = 0;
  private numbered = 0;

  constructor(
    private readonly writer: BlockWriter,
    private readonly chainOf: (pid: number) => Chain | undefined,
  ) {}

  /** Who a process is. A number that was another process's before begins another node. */
  know(said: NodeEvent): void {
    const { pid } = said;
    const known = this.byPid.get(pid);
    if (known?.label === labelOf(pid, said)) {
      known.know(said);
      return;
    }
    const isNew = known?.said !== undefined || !known;
    this.add(pid, said, isNew ? ++this.numbered : known.number);
  }

  of(pid: number): ExportedNode {
    return this.byPid.get(pid) ?? this.add(pid, undefined, ++this.numbered);
  }

  /** Something is called so from here on. */
  name(address: Uint8Array, name: string): void {
    const key = `${Buffer.from(address).toString('latin1')} ${name}`;
    if (this.named.has(key)) return;
    this.named.set(key, true);
    this.writer.names([{ address, name: nameText(name) }]);
  }

  private add(pid: number, said: NodeEvent | undefined, number: number): Node {
    const label = labelOf(pid, said);
    const about = [said?.userAgent, said?.binary, said?.dataDirectory].filter(Boolean);
    this.writer.interface(label, visible(about.join(', ')).slice(0, 1000));
    const given = () => this.chainOf(pid);
    const node = new Node(this, this.interfaces++, number, label, given, said);
    this.name(node.shortAddress, label);
    this.name(node.longAddress, label);
    this.byPid.set(pid, node);
    return node;
  }
}

class Node implements ExportedNode {
  readonly shortAddress: Uint8Array;
  readonly longAddress: Uint8Array;
  readonly own: Conversation;
  private knownMagic: number | undefined;
  private readonly asked: KnownPeer[] = [];

  constructor(
    private readonly nodes: ExportedNodes,
    readonly interfaceId: number,
    readonly number: number,
    readonly label: string,
    private readonly given: () => Chain | undefined,
    public said: NodeEvent | undefined,
  ) {
    const low = [(number >> 8) & 0xff, number & 0xff];
    this.shortAddress = Uint8Array.from([NODES[0], NODES[1] + ((number >> 16) & 1), ...low]);
    this.longAddress = Uint8Array.from([...INTERNAL, 0, 0, 0, 0, 0, 0, 0, number >> 16, ...low]);
    const end = { address: this.shortAddress, port: 0 };
    this.own = new Conversation(end, end);
  }

  get magic(): number {
    return (this.knownMagic ??= magicOf(this.chain));
  }

  know(said: NodeEvent): void {
    this.said = said;
    this.knownMagic = undefined;
  }

  conversation(peer: ExportedPeer): Conversation {
    const known = this.known(peer.peer);
    if (known) return known;
    const conversation = this.begin(peer);
    // Where an event does not say the address, a later one may.
    if (isUsual(peer.peer) && peer.address !== '')
      this.nodes.conversations.set(this.keyOf(peer.peer), conversation);
    return conversation;
  }

  known(peer: number): Conversation | undefined {
    return isUsual(peer) ? this.nodes.conversations.get(this.keyOf(peer)) : undefined;
  }

  private keyOf(peer: number): number {
    return this.number * MOST_PEERS + peer;
  }

  private begin({ peer, address, connectionType, network }: ExportedPeer): Conversation {
    const { bytes, port, name } = standIn(address === '' ? `peer-${peer}` : address);
    if (name !== undefined) this.nodes.name(bytes, name);
    const own = bytes.length === 4 ? this.shortAddress : this.longAddress;
    if (this.knownMagic === undefined && this.asked.length < MOST_ASKED)
      this.asked.push({ address, connectionType, network });
    // By the peer's number, so that one that comes back has another conversation.
    const node = { address: own, port: ((peer % 65_536) + 65_536) % 65_536 };
    return new Conversation(node, { address: bytes, port });
  }

  private get chain(): Chain {
    return this.given() ?? chainCalled(this.said?.chain) ?? guessChain(this.asked) ?? 'main';
  }
}

function isUsual(peer: number): boolean {
  return peer >= 0 && peer < MOST_PEERS;
}

/** `bitcoind-regtest-1234`, which needs no more than a host name may have. */
function labelOf(pid: number, said: NodeEvent | undefined): string {
  const names = [said?.name, basename(said?.binary ?? ''), 'node'];
  const name = names.find((each) => each);
  return shortTitle(
    [name, said?.chain, pid].filter((part) => part !== '' && part !== undefined).join('-'),
  );
}

/** As much of it as Wireshark keeps. */
function nameText(name: string): string {
  const bytes = Buffer.from(name.replaceAll('\0', ''));
  return bytes.length < MOST_NAME ? name : bytes.subarray(0, MOST_NAME - 1).toString('utf8');
}
