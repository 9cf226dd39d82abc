import type { Chain } from '../read/payload';
import type { CompactChoice } from './compactChoice';
import type { Fees } from './fees';
import type { Heights } from './heights';
import type { ConnectionId, Finding, Rule } from './finding';
import type { HashNumbers } from './hashNumbers';
import { HashTable, type Budget } from './hashTable';
import type { Heard } from './heard';

/** Entries of each table of hashes of a connection. */
const MOST_REQUESTS = 8192;
const MOST_ANNOUNCED = 32_768;
const MOST_BLOCKS = 1024;

/** States of what was asked for, besides SETTLED: an answer may still come. */
export const ASKED = 1;
/** Nothing came in the time that Core gives it; it may come late. */
export const OVERDUE = 2;

/** Who has announced a transaction: one of these, or both. */
export const ANNOUNCED = { byPeer: 1, byNode: 2 } as const;

/** What the rules about hashes keep, of one side of a connection. */
export interface Tables {
  /** Transactions that it asked the other side for; with their names. */
  asked: HashTable;
  /** Transactions that it sent; by wtxid. */
  sent: HashTable;
  /** Blocks that it asked the other side for; with their names. */
  askedBlocks: HashTable;
  /** Blocks of which it asked for transactions. */
  askedParts: HashTable;
}

/** What its `version` says. */
export interface SaidVersion {
  row: number;
  version: number;
  services: bigint;
  nonce: bigint | undefined;
  relay: boolean;
}

/** A message before its sender's handshake was complete, which Core ignores. */
export interface Early {
  row: number;
  timeNs: number;
  messageType: string;
  beforeVersion: boolean;
}

/** The latest `feefilter` of a side, satoshi per kvB (BIP133). */
export interface Feefilter {
  rate: number;
  /** What was asked for until then; 0: nothing, or it is not known. */
  before: number;
  row: number;
  sinceNs: number;
}

/** A ping, by when it was first asked. */
export interface Ping {
  /** The upper half of its nonce. */
  high: number;
  row: number;
  timeNs: number;
  answered: boolean;
  late: boolean;
}

/** What one of the two sides has said. */
export class Side {
  version: SaidVersion | undefined;
  /** Rows. */
  verack: number | undefined;
  wtxidrelay: number | undefined;
  sendaddrv2: number | undefined;
  sendtxrcncl: number | undefined;
  getaddr: number | undefined;
  mempool: number | undefined;
  /** With the row of its `sendcmpct`. */
  compact: (CompactChoice & { row: number }) | undefined;
  /** When it last sent a block. */
  blockNs = -Infinity;
  /** It has announced transactions. */
  hasAnnounced = false;
  /** undefined where it is not known. */
  feefilter: Feefilter | undefined;
  /** It loaded or cleared a Bloom filter, with which announcements begin. */
  bloom = false;
  merkleblock = false;
  saidPing = false;
  saidCompact = false;
  early: Early[] = [];
  earlyCount = 0;
  /** The latest, by the lower half of their nonces as a signed number, which takes no memory. */
  pings = new Map<number, Ping>();
  forgotPings = false;
  /** The latest message. */
  last: { row: number; timeNs: number; messageType: string } | undefined;
  /** Of Core's limit to the rate of addresses; undefined until the first are sent. */
  addresses: { tokens: number; atNs: number; ignored: number } | undefined;
  /** Requests that were looked at for their age. */
  sweptRequests = 0;
  sweptBlocks = 0;
  private kept: Tables | undefined;

  constructor(private readonly around: Pick<Surroundings, 'budget' | 'hashes'>) {}

  /** What Core says after every handshake: a trace that has it is hardly one of few types of messages. */
  get saidUsual(): boolean {
    return this.saidPing && this.saidCompact;
  }

  get tables(): Tables {
    return (this.kept ??= tablesOf(this.around));
  }

  /** Undefined while nothing is kept. */
  get knownTables(): Tables | undefined {
    return this.kept;
  }

  forgetTables(): void {
    if (this.kept) for (const table of Object.values(this.kept)) (table as HashTable).dispose();
    this.kept = undefined;
    this.hasAnnounced = false;
    this.sweptRequests = this.sweptBlocks = 0;
  }
}

function tablesOf({ budget, hashes }: Pick<Surroundings, 'budget' | 'hashes'>): Tables {
  const table = (most: number, isNamed = false) => new HashTable(most, budget, hashes, isNamed);
  return {
    asked: table(MOST_REQUESTS, true),
    sent: table(MOST_REQUESTS),
    askedBlocks: table(MOST_BLOCKS, true),
    askedParts: table(MOST_BLOCKS),
  };
}

/** What is true of all connections of a node, and where findings go. */
export interface Surroundings {
  readonly budget: Budget;
  readonly hashes: HashNumbers;
  readonly fees: Fees;
  readonly heights: Heights;
  /** undefined where it is not known. */
  chainOf(pid: number): Chain | undefined;
  /** Nonces of the latest versions that the node sent, with their rows. */
  readonly nonces: Map<bigint, { row: number; pid: number; peer: number }>;
  /** Messages are missing that arrived in another order, or not at all; for now nothing is certain. */
  suspended: boolean;
  /** When the first of all connections is to be looked at for what has not come. */
  dueNs: number;
  /** Processes of which handshakes were seen: both ways, `version` and `verack` are traced. */
  readonly unfiltered: Set<number>;
  /** Processes that have sent `sendtxrcncl`, on whatever connection (BIP330). */
  readonly reconciling: Set<number>;
  tell(finding: Finding): void;
}

/** What is known of a connection between a node and a peer. */
export class Connection {
  readonly peer: Side;
  readonly node: Side;
  /** As Core spells it; '' while it is not known. */
  type = '';
  opened: { row: number; timeNs: number } | undefined;
  /** Nothing of it is missing since it began. */
  unbroken = true;
  /** When it is to be looked at for what has not come. */
  dueNs = Infinity;
  /** The first event of it was its beginning. */
  fromStart = false;
  /** Errors and other findings that may be why it is closed: the latest. */
  blame: { rule: Rule; row: number; timeNs: number } | undefined;
  /** What the node is about to close it for, where that was told. */
  ending: 'punished' | 'evicted' | undefined;
  /** The node found fault with the peer and went on. */
  isSpared = false;
  /** The peer's latest headers, until the node asks for some. */
  headers: { row: number; timeNs: number; previous: Uint8Array; last: string } | undefined;
  askedHeaders = false;
  /** The hash of the last header of the peer's latest headers. */
  lastHeader: Buffer | undefined;
  private told: HashTable | undefined;

  constructor(
    readonly id: ConnectionId,
    /** Among all that there ever were, of 32 bits. */
    private readonly number: number,
    readonly around: Surroundings,
  ) {
    this.peer = new Side(around);
    this.node = new Side(around);
  }

  /** Transactions that either side has announced: states are of {@link ANNOUNCED}. */
  get announced(): HashTable {
    const { budget, hashes } = this.around;
    return (this.told ??= new HashTable(MOST_ANNOUNCED, budget, hashes));
  }

  /** Something that was asked for should have come by then. */
  waitUntil(timeNs: number): void {
    this.dueNs = Math.min(this.dueNs, timeNs);
    this.around.dueNs = Math.min(this.around.dueNs, timeNs);
  }

  /** The number of a hash that is named here, from now on; -1 where too many were. @param at Where its bytes begin. */
  numberOf(bytes: Uint8Array, at: number): number {
    return this.around.hashes.number(bytes, at, this.number);
  }

  sender({ inbound }: Pick<Heard, 'inbound'>): Side {
    return inbound ? this.peer : this.node;
  }

  receiver({ inbound }: Pick<Heard, 'inbound'>): Side {
    return inbound ? this.node : this.peer;
  }

  /** Whether the receiver has said that it does not offer something. @param service Of Core's ServiceFlags. */
  lacks(message: Pick<Heard, 'inbound'>, service: bigint): boolean {
    const { version } = this.receiver(message);
    return version !== undefined && (version.services & service) === 0n;
  }

  /**
   * Everything that was said is known: the beginning was seen, nothing is missing since, and what is traced is not
   * only some types of messages.
   */
  get isKnown(): boolean {
    const { peer, node, unbroken, around } = this;
    if (!unbroken || around.suspended) return false;
    return (
      this.fromStart &&
      peer.version !== undefined &&
      node.version !== undefined &&
      node.verack !== undefined &&
      node.saidUsual
    );
  }

  /** The greatest version that both speak (CNode::GetCommonVersion). */
  get commonVersion(): number | undefined {
    const { peer, node } = this;
    if (!peer.version || !node.version) return undefined;
    return Math.min(peer.version.version, node.version.version);
  }

  get isInbound(): boolean {
    return this.type === 'inbound';
  }

  /** Something of it is missing: what was not seen may have been said. */
  break(): void {
    this.unbroken = false;
    for (const side of [this.peer, this.node]) {
      side.forgetTables();
      side.early = [];
      side.earlyCount = 0;
      side.pings.clear();
      side.forgotPings = true;
      side.addresses = side.feefilter = undefined;
    }
    this.headers = this.lastHeader = undefined;
    this.forgetAnnounced();
  }

  private forgetAnnounced(): void {
    this.told?.dispose();
    this.told = undefined;
  }

  dispose(): void {
    this.forgetAnnounced();
    this.peer.forgetTables();
    this.node.forgetTables();
  }

  /** @param others Rows that it is about besides. */
  tell(
    rule: Rule,
    { row, timeNs }: Pick<Heard, 'row' | 'timeNs'>,
    text: string,
    ...others: (number | undefined)[]
  ): void {
    const rest = new Set(
      others.filter((other) => other !== undefined && other !== row),
    ) as Set<number>;
    this.around.tell({ rule, connection: this.id, rows: [row, ...rest], timeNs, text });
    if (rule.severity === 'error') this.blame = { rule, row, timeNs };
  }
}
