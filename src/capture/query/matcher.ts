import { decodeMessage } from '../../bitcoin/decodeMessage';
import { hash256 } from '../../bitcoin/hash';
import type { Direction } from '../../shared/events/event';
import { LimitedMap } from '../../shared/limitedMap';
import type { PairColumns } from '../index/pairColumns';

/** Requests that are remembered, of all peers together: about 100 bytes each. */
const MOST_WAITING = 200_000;
/** Peers whose requests without a name are remembered. */
const MOST_QUEUES = 10_000;
/** Entries of an inventory that are looked at: Core sends no more. */
const MOST_ENTRIES = 1000;
const ENTRY = 36;
const HEADER = 80;

/** A message that a request or an answer may be. */
export interface PairedMessage {
  row: number;
  /** Into EventIndex.peers. */
  peer: number;
  direction: Direction;
  messageType: string;
  payload: Buffer;
  /** The payload is all there. */
  whole: boolean;
}

/** Bytes from the front of a payload that {@link Matcher} looks at; other types are no part of a pair. */
export const PAIRED_BYTES: ReadonlyMap<string, number> = new Map([
  ...(['version', 'verack', 'getheaders', 'headers'] as const).map((type) => [type, 0] as const),
  ...(['ping', 'pong'] as const).map((type) => [type, 8] as const),
  ...(['inv', 'getdata', 'notfound'] as const).map(
    (type) => [type, 9 + MOST_ENTRIES * ENTRY] as const,
  ),
  ['tx', Infinity],
  ...(['block', 'merkleblock', 'cmpctblock'] as const).map((type) => [type, HEADER] as const),
  ...(['getblocktxn', 'blocktxn'] as const).map((type) => [type, 32] as const),
  ...(['getcfilters', 'getcfheaders'] as const).map((type) => [type, 37] as const),
  ...(['cfilter', 'cfheaders', 'getcfcheckpt', 'cfcheckpt'] as const).map(
    (type) => [type, 33] as const,
  ),
]);

/**
 * Joins requests and answers, message by message in their order:
 * ping → pong by nonce; version → verack; getheaders → headers in their order; inv → getdata →
 * tx, block, merkleblock, cmpctblock or notfound by hash; cmpctblock → getblocktxn → blocktxn by block;
 * getcf* → cf* by block. Takes bounded memory: the oldest of too many requests are forgotten.
 */
export class Matcher {
  /** What waits for an answer, by what that will name. Insertion order is age. */
  private readonly waiting = new Map<string, number>();
  /** How many wait, by what their keys begin with. */
  private readonly counts = new Map<string, number>();
  /** Rows of requests whose answer names nothing; none is empty. */
  private readonly queues = new LimitedMap<string, number[]>(MOST_QUEUES);

  constructor(private readonly pairs: PairColumns) {}

  add(message: PairedMessage): void {
    const { row, payload } = message;
    switch (message.messageType) {
      case 'version':
        this.pairs.expect(row, 1);
        this.ask(message, 'v', '');
        return;
      case 'verack':
        this.answer(message, 'v', '');
        return;
      case 'ping':
        // Before BIP31 it had no nonce, and was not answered.
        if (payload.length < 8) return;
        this.pairs.expect(row, 1);
        this.ask(message, 'p', name(payload, 0, 8));
        return;
      case 'pong':
        if (payload.length >= 8) this.answer(message, 'p', name(payload, 0, 8));
        return;
      case 'getheaders':
        this.pairs.expect(row, 1);
        this.queue(message);
        return;
      case 'headers':
        this.unqueue(message);
        return;
      case 'inv':
        for (const hash of inventory(payload)) this.ask(message, 'i', hash);
        return;
      case 'getdata':
        this.getdata(message);
        return;
      case 'notfound':
        for (const hash of inventory(payload)) this.answer(message, 'd', hash);
        return;
      case 'tx':
        this.transaction(message);
        return;
      case 'block':
      case 'merkleblock':
      case 'cmpctblock':
        this.block(message);
        return;
      case 'getblocktxn':
        if (payload.length < 32) return;
        this.answer(message, 'c', name(payload, 0, 32), true);
        this.pairs.expect(row, 1);
        this.ask(message, 'b', name(payload, 0, 32));
        return;
      case 'blocktxn':
        if (payload.length >= 32) this.answer(message, 'b', name(payload, 0, 32));
        return;
      default:
        this.filter(message);
    }
  }

  /**
   * @returns Whether the other side waits for what it asked for with getdata. To read and hash the
   * transactions that nobody asked for would be most of the work of a busy trace.
   */
  isAskedForData({ peer, direction }: Pick<PairedMessage, 'peer' | 'direction'>): boolean {
    return this.counts.has(groupOf(peer, opposite(direction), 'd'));
  }

  private getdata(message: PairedMessage): void {
    const hashes = inventory(message.payload);
    for (const hash of hashes) {
      this.answer(message, 'i', hash);
      this.ask(message, 'd', hash);
    }
    this.pairs.expect(message.row, hashes.length);
  }

  private transaction(message: PairedMessage): void {
    if (!message.whole || !this.isAskedForData(message)) return;
    const { payload } = message;
    // With its witness it is hashed as it stands; asked for by txid it has to be taken apart.
    if (this.answer(message, 'd', name(Buffer.from(hash256(payload)), 0, 32))) return;
    const txid = decodeMessage('tx', payload).root.child('txid')?.value;
    if (typeof txid === 'string')
      this.answer(message, 'd', name(Buffer.from(txid, 'hex').reverse(), 0, 32));
  }

  private block(message: PairedMessage): void {
    const { payload, messageType } = message;
    if (payload.length < HEADER) return;
    const hash = name(Buffer.from(hash256(payload.subarray(0, HEADER))), 0, 32);
    this.answer(message, 'd', hash);
    if (messageType === 'cmpctblock') this.ask(message, 'c', hash);
  }

  /** BIP157; `cfilter` names its own block, which for the last of them is the one asked for. */
  private filter(message: PairedMessage): void {
    const { messageType, payload } = message;
    const asks = messageType.startsWith('get');
    const at = messageType === 'getcfilters' || messageType === 'getcfheaders' ? 5 : 1;
    if (payload.length < at + 32) return;
    const hash = name(payload, at, at + 32);
    const kind = messageType.replace('get', '').slice(0, 5);
    if (asks) {
      this.pairs.expect(message.row, 1);
      this.ask(message, kind, hash);
    } else {
      this.answer(message, kind, hash);
    }
  }

  private ask(message: PairedMessage, kind: string, what: string): void {
    const key = keyOf(message.peer, message.direction, kind, what);
    this.forget(key);
    this.waiting.set(key, message.row);
    const group = groupOf(message.peer, message.direction, kind);
    this.counts.set(group, (this.counts.get(group) ?? 0) + 1);
    if (this.waiting.size <= MOST_WAITING) return;
    for (const oldest of this.waiting.keys()) {
      this.forget(oldest);
      break;
    }
  }

  private forget(key: string): void {
    if (!this.waiting.delete(key)) return;
    const group = key.slice(0, key.indexOf(' '));
    const left = this.counts.get(group)! - 1;
    if (left === 0) this.counts.delete(group);
    else this.counts.set(group, left);
  }

  /** @param keep Others may answer the same. @returns Whether it was asked for. */
  private answer(message: PairedMessage, kind: string, what: string, keep = false): boolean {
    const key = keyOf(message.peer, opposite(message.direction), kind, what);
    const request = this.waiting.get(key);
    if (request === undefined) return false;
    const isGone = request < this.pairs.firstRow;
    if (!keep || isGone) this.forget(key);
    // Its peer's number may be another's by now.
    if (isGone) return false;
    this.pairs.join(request, message.row);
    this.pairs.came(request);
    return true;
  }

  private queue(message: PairedMessage): void {
    const key = keyOf(message.peer, message.direction, 'h', '');
    const queue = this.queues.get(key) ?? [];
    queue.push(message.row);
    // A peer that never answers is not remembered for ever.
    if (queue.length > 8) queue.shift();
    this.queues.set(key, queue);
  }

  private unqueue(message: PairedMessage): void {
    const key = keyOf(message.peer, opposite(message.direction), 'h', '');
    const queue = this.queues.get(key);
    let request = queue?.shift();
    // Those that are gone may be of the peer that had the number before.
    while (request !== undefined && request < this.pairs.firstRow) request = queue?.shift();
    if (queue?.length === 0) this.queues.delete(key);
    if (request === undefined) return;
    this.pairs.join(request, message.row);
    this.pairs.came(request);
  }
}

function opposite(direction: Direction): Direction {
  return direction === 'inbound' ? 'outbound' : 'inbound';
}

function keyOf(peer: number, direction: Direction, kind: string, what: string): string {
  return `${groupOf(peer, direction, kind)} ${what}`;
}

function groupOf(peer: number, direction: Direction, kind: string): string {
  return `${direction === 'inbound' ? '<' : '>'}${kind}${peer}`;
}

/** Bytes as a key: one character each. */
function name(payload: Buffer, start: number, end: number): string {
  return payload.toString('latin1', start, end);
}

/** The hashes of a CInv vector. */
function inventory(payload: Buffer): string[] {
  if (payload.length === 0) return [];
  const size = payload[0]!;
  const first = size < 253 ? 1 : size === 253 ? 3 : size === 254 ? 5 : 9;
  const hashes: string[] = [];
  for (let at = first; at + ENTRY <= payload.length && hashes.length < MOST_ENTRIES; at += ENTRY)
    hashes.push(name(payload, at + 4, at + ENTRY));
  return hashes;
}
