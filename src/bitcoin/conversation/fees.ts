import type { ConnectionId } from './finding';
import { Budget, HashTable, SETTLED } from './hashTable';
import type { HashNumbers } from './hashNumbers';

/** Transactions of which it is known what they pay, and those of which it is waited for. */
const MOST_RATES = 32_768;
const MOST_WAITING = 4096;
/** Processes of which it is known. */
const MOST_NODES = 32;
/** Who names what the node itself tells of. */
const NODE_ITSELF = -1;

/** An announcement of a peer that the node decides about. */
export interface Judged {
  connection: ConnectionId;
  /** When it was made. */
  row: number;
  timeNs: number;
  /** The least that the node wanted then, satoshi per kvB; and where it said so. */
  least: number;
  filterRow: number;
}

/** A transaction that a peer has sent, while the node decides. */
interface Waiting {
  /** The number of its wtxid. */
  wtxid: number;
  judged: Judged | undefined;
}

/** What transactions pay, as the mempool of one node tells: by txid, and by wtxid where a `tx` tells that. */
export class NodeFees {
  private readonly rates: HashTable;
  /** Transactions that were read and of which nothing is known, by wtxid. */
  private readonly read: HashTable;
  /** By the number of the txid. */
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly hashes: HashNumbers) {
    const budget = new Budget(2 * MOST_RATES);
    this.rates = new HashTable(MOST_RATES, budget, hashes);
    this.read = new HashTable(MOST_RATES, budget, hashes);
  }

  /** @param hash A number. @returns What it pays, satoshi per kvB, and the row that tells it. */
  of(hash: number): { rate: number; row: number } | undefined {
    const entry = this.rates.find(hash);
    return entry < 0 ? undefined : { rate: this.rates.timeNs(entry), row: this.rates.row(entry) };
  }

  /** The mempool took a transaction. @returns Who announced it, if that is to be judged. */
  learn(txid: Uint8Array, at: number, rate: number, row: number): Judged | undefined {
    const number = this.hashes.number(txid, at, NODE_ITSELF);
    this.rates.set(number, row, rate, SETTLED);
    const waiting = this.take(number);
    if (waiting) this.rates.set(waiting.wtxid, row, rate, SETTLED);
    return waiting?.judged;
  }

  /** The mempool refused one. @returns Who announced it, if that is to be judged. */
  refuse(txid: Uint8Array, at: number): Judged | undefined {
    const waiting = this.waiting.get(this.hashes.find(txid, at));
    const judged = waiting?.judged;
    // It may be taken later, with others.
    if (waiting) waiting.judged = undefined;
    return judged;
  }

  /** Whether a `tx` tells nothing that is not known. @param wtxid A number. */
  knows(wtxid: number): boolean {
    return this.rates.find(wtxid) >= 0 || this.read.find(wtxid) >= 0;
  }

  /** A `tx` has two ids, by their numbers. @returns What it pays, where that is known by the txid. */
  join(txid: number, wtxid: number): { rate: number; row: number } | undefined {
    const known = this.of(txid);
    if (known) this.rates.set(wtxid, known.row, known.rate, SETTLED);
    else this.read.set(wtxid, 0, 0, SETTLED);
    return known;
  }

  /** A peer has sent it. @param judged If it has announced it. */
  wait(txid: number, wtxid: number, judged: Judged | undefined): void {
    this.waiting.delete(txid);
    this.waiting.set(txid, { wtxid, judged });
    if (this.waiting.size > MOST_WAITING) this.waiting.delete(this.waiting.keys().next().value!);
  }

  private take(txid: number): Waiting | undefined {
    const waiting = this.waiting.get(txid);
    if (waiting) this.waiting.delete(txid);
    return waiting;
  }
}

/** The same of all nodes whose mempool is traced. */
export class Fees {
  private readonly byPid = new Map<number, NodeFees>();

  constructor(private readonly hashes: HashNumbers) {}

  /** undefined while the mempool of a process has told nothing. */
  of(pid: number): NodeFees | undefined {
    return this.byPid.size === 0 ? undefined : this.byPid.get(pid);
  }

  /** The mempool of a process tells. */
  begin(pid: number): NodeFees {
    let fees = this.byPid.get(pid);
    if (fees) return fees;
    if (this.byPid.size >= MOST_NODES) this.byPid.delete(this.byPid.keys().next().value!);
    this.byPid.set(pid, (fees = new NodeFees(this.hashes)));
    return fees;
  }
}
