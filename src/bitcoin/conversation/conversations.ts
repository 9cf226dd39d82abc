import type { Chain } from '../read/payload';
import { addressRules } from './addressRules';
import { blockRules } from './blockRules';
import { compactFilterRules } from './compactFilterRules';
import { Connection, type Surroundings } from './connection';
import { feeRules, tellAccepted, tellRefused } from './feeRules';
import { Fees } from './fees';
import { endingRules, goesOn, tellEnd, tellEvicted, tellPunished } from './endingRules';
import type { ConnectionId, Finding, Rule } from './finding';
import type { Check, Group } from './group';
import { handshakeRules, isEarly, tellEarlyAtEnd } from './handshakeRules';
import { HashNumbers } from './hashNumbers';
import { Budget } from './hashTable';
import { headerRules } from './headerRules';
import type { Heard } from './heard';
import { Heights } from './heights';
import { hashText } from './readers';
import { inventoryRules } from './inventoryRules';
import { keepAliveRules } from './keepAliveRules';
import { isKnownType, legacyRules, unknownType } from './legacyRules';
import { limitRules } from './limitRules';
import { COUNT_BYTES, HASH_BYTES, HEADER_BYTES } from '../sizes';

/** Connections that are remembered; the longest silent of more is forgotten. */
const MOST_CONNECTIONS = 2000;
/** Of which so many are looked at for that. */
const MOST_LOOKS = 64;
/** Hashes that are remembered, and what is of them for all connections together. */
const MOST_HASHES = 2 ** 19;
const MOST_ENTRIES = 2 ** 20;
/** Between two looks at what has not come, nanoseconds. */
const SWEEP_NS = 1e9;

const GROUPS: readonly Group[] = [
  handshakeRules,
  limitRules,
  compactFilterRules,
  headerRules,
  inventoryRules,
  feeRules,
  blockRules,
  keepAliveRules,
  addressRules,
  legacyRules,
  endingRules,
];

/** All rules, in the order of the documentation. */
export const RULES: readonly Rule[] = GROUPS.flatMap(({ rules }) => Object.values(rules));

const NO_CHECKS: readonly Check[] = [];
const CHECKS = new Map<string, readonly Check[]>();
for (const { checks } of GROUPS)
  for (const [type, check] of Object.entries(checks))
    CHECKS.set(type, [...(CHECKS.get(type) ?? NO_CHECKS), check]);
/** Of types of which the rules look at the beginning only: how much, bytes. */
const BEGINNINGS = new Map<string, number>([
  ['block', HEADER_BYTES],
  ['merkleblock', HEADER_BYTES],
  ['blocktxn', HASH_BYTES],
  ['addr', COUNT_BYTES],
  ['addrv2', COUNT_BYTES],
]);

/** How many bytes of a payload the rules look at, at most. */
export function neededBytes(messageType: string): number {
  return CHECKS.has(messageType) ? (BEGINNINGS.get(messageType) ?? Infinity) : 0;
}

const SWEPT = GROUPS.filter((group) => 'sweep' in group);

/** What is known of an event that is not a message. */
export interface Happened {
  row: number;
  timeNs: number;
}

/**
 * Listens to the connections of nodes, event by event, and tells what Core or a BIP calls wrong, odd or remarkable.
 * It says nothing that it cannot know: what is missing makes it silent. Memory is bounded whatever peers do: what is
 * forgotten makes it silent likewise.
 */
export class Conversations {
  private readonly connections = new Map<number, Map<number, Connection>>();
  private readonly around: Surroundings;
  private count = 0;
  /** How many there ever were. */
  private met = 0;
  private sweptNs = -Infinity;
  private latest: Connection | undefined;

  /** @param chainOf The chain of a process; undefined where it is not known. */
  constructor(
    tell: (finding: Finding) => void,
    chainOf: (pid: number) => Chain | undefined = () => undefined,
  ) {
    const hashes = new HashNumbers(MOST_HASHES);
    this.around = {
      budget: new Budget(MOST_ENTRIES),
      hashes,
      fees: new Fees(hashes),
      heights: new Heights(),
      nonces: new Map(),
      suspended: false,
      dueNs: Infinity,
      unfiltered: new Set(),
      reconciling: new Set(),
      chainOf,
      tell,
    };
  }

  /** @param type As Core spells it, or ''. */
  message(id: ConnectionId, type: string, message: Heard): void {
    const connection = this.connection(id, type, message.messageType === 'version');
    this.sweep(message.timeNs);
    const { messageType, inbound } = message;
    const checks = CHECKS.get(messageType);
    const sender = inbound ? connection.peer : connection.node;
    if (inbound) goesOn(connection);
    if (sender.verack !== undefined || !isEarly(connection, message)) {
      if (!inbound && !sender.saidUsual) this.learnUsual(connection, messageType);
      if (checks) for (const check of checks) check(connection, message);
      else if (!isKnownType(messageType)) unknownType(connection, message);
    }
    // An inbound message that came first may have been a second version.
    if (!inbound && !connection.opened && !connection.node.version) connection.fromStart = false;
    const { last } = sender;
    if (last) {
      last.row = message.row;
      last.timeNs = message.timeNs;
      last.messageType = messageType;
    } else sender.last = { row: message.row, timeNs: message.timeNs, messageType };
  }

  opened(id: ConnectionId, type: string, event: Happened): void {
    const known = this.known(id);
    // Its first messages may overtake it. Another connection of that number was one of an earlier process.
    const isLate = known?.opened === undefined && known?.fromStart === true;
    if (known && !isLate) this.forget(known);
    const connection = this.connection(id, type, true);
    connection.opened = event;
  }

  closed(id: ConnectionId, event: Happened): void {
    this.sweep(event.timeNs);
    const connection = this.known(id);
    if (!connection) return;
    if (connection.peer.verack === undefined) tellEarlyAtEnd(connection, event);
    tellEnd(connection, event);
    this.forget(connection);
  }

  evicted(id: ConnectionId, event: Happened): void {
    tellEvicted(this.connection(id, 'inbound', false), event);
  }

  /** @param reason In Core's words; '' where it gives none. */
  misbehaving(id: ConnectionId, event: Happened, reason: string): void {
    tellPunished(this.connection(id, '', false), event, reason);
  }

  /**
   * The mempool of a process took a transaction.
   * @param txid Has its bytes at `at`. @param fee Satoshi. @param vsize Virtual bytes.
   */
  accepted(
    pid: number,
    { row }: Pick<Happened, 'row'>,
    txid: Uint8Array,
    at: number,
    fee: number,
    vsize: number,
  ): void {
    if (vsize <= 0) return;
    const rate = (fee * 1000) / vsize;
    const judged = this.around.fees.begin(pid).learn(txid, at, rate, row);
    const connection = judged && this.known(judged.connection);
    if (connection) tellAccepted(connection, judged, row, rate, hashText(txid, at));
  }

  /** The mempool of a process refused a transaction. @param reason In Core's words. */
  refused(
    pid: number,
    { row }: Pick<Happened, 'row'>,
    txid: Uint8Array,
    at: number,
    reason: string,
  ): void {
    const judged = this.around.fees.begin(pid).refuse(txid, at);
    const connection = judged && this.known(judged.connection);
    if (connection) tellRefused(connection, judged, row, reason, hashText(txid, at));
  }

  /** A node connected a block to its chain. @param hash Has its bytes at `at`. */
  connected(hash: Uint8Array, at: number, height: number): void {
    this.around.heights.learn(hash, at, height);
  }

  private known({ pid, peer }: ConnectionId): Connection | undefined {
    return this.connections.get(pid)?.get(peer);
  }

  /** Events are missing here, of whatever connection. */
  gap(): void {
    for (const connection of this.all()) connection.break();
    this.around.suspended = false;
  }

  /** Events that come may be some of earlier: until it is known, nothing is certain. */
  suspend(suspended: boolean): void {
    this.around.suspended = suspended;
  }

  /** How many connections and hashes are remembered, and for how much more of hashes there is room. */
  get size(): { connections: number; hashes: number; entriesLeft: number } {
    const { budget, hashes } = this.around;
    return {
      connections: this.count,
      hashes: hashes.end - hashes.begin,
      entriesLeft: budget.left,
    };
  }

  private connection(id: ConnectionId, type: string, fromStart: boolean): Connection {
    const { latest } = this;
    if (latest?.id.peer === id.peer && latest.id.pid === id.pid) {
      if (latest.type === '') latest.type = type;
      return latest;
    }
    let connection = this.known(id);
    if (!connection) {
      if (this.count >= MOST_CONNECTIONS) this.forgetOne();
      connection = new Connection({ pid: id.pid, peer: id.peer }, this.met++ | 0, this.around);
      connection.fromStart = fromStart;
      const ofNode = this.connections.get(id.pid) ?? new Map<number, Connection>();
      this.connections.set(id.pid, ofNode.set(id.peer, connection));
      this.count++;
    }
    if (connection.type === '') connection.type = type;
    return (this.latest = connection);
  }

  private learnUsual(connection: Connection, messageType: string): void {
    const { node } = connection;
    if (messageType === 'ping') node.saidPing = true;
    else if (messageType === 'sendcmpct') node.saidCompact = true;
  }

  private sweep(timeNs: number): void {
    const { around } = this;
    if (timeNs < around.dueNs || timeNs - this.sweptNs < SWEEP_NS) return;
    this.sweptNs = timeNs;
    around.dueNs = Infinity;
    for (const connection of this.all()) {
      if (connection.dueNs <= timeNs)
        connection.dueNs = Math.min(...SWEPT.map((group) => group.sweep!(connection, timeNs)));
      around.dueNs = Math.min(around.dueNs, connection.dueNs);
    }
  }

  /** The one of which nothing was heard for longest, of the first ones: looking at all would take too long. */
  private forgetOne(): void {
    let oldest: Connection | undefined;
    let looks = 0;
    for (const connection of this.all()) {
      if (!oldest || heardNs(connection) < heardNs(oldest)) oldest = connection;
      if (++looks === MOST_LOOKS) break;
    }
    if (oldest) this.forget(oldest);
  }

  private *all(): Generator<Connection, void> {
    for (const ofNode of this.connections.values()) yield* ofNode.values();
  }

  private forget(connection: Connection): void {
    const { pid, peer } = connection.id;
    const ofNode = this.connections.get(pid);
    if (ofNode?.delete(peer)) this.count--;
    if (ofNode?.size === 0) this.connections.delete(pid);
    if (this.latest === connection) this.latest = undefined;
    connection.dispose();
  }
}

function heardNs({ peer, node, opened }: Connection): number {
  return Math.max(peer.last?.timeNs ?? 0, node.last?.timeNs ?? 0, opened?.timeNs ?? 0);
}
