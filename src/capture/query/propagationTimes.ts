import type { Phase } from '../../shared/propagationPhases';
import type { PeerIdentity } from '../index/peerTable';

/** An event of a node that names the transaction or block. */
export interface PropagationStep {
  row: number;
  timeNs: number;
  /** Whom a message is from or to; undefined for what the node did. */
  peer: PeerIdentity | undefined;
  inbound: boolean;
  /** The type of a message; `mempool:added` of what the node did. */
  what: string;
}

/** When something of a transaction or block came to be at a node. */
export interface Sighting {
  row: number;
  timeNs: number;
  /** Who it was from; undefined where no message says: the node itself. */
  peer: PeerIdentity | undefined;
  what: string;
}

export type Sightings = Partial<Record<Phase, Sighting>>;

const TELLING: ReadonlySet<string> = new Set([
  ...['inv', 'headers', 'cmpctblock', 'tx', 'block', 'blocktxn', 'merkleblock'],
  'net:block_header',
]);
/** Who has these has it whole. */
const WHOLE: ReadonlySet<string> = new Set([
  ...['tx', 'block', 'blocktxn'],
  'net:compact_block_reconstructed',
]);
const TAKING: ReadonlySet<string> = new Set(['mempool:added', 'validation:block_connected']);
const ASKING: ReadonlySet<string> = new Set(['getdata', 'getblocktxn']);

/** Follows one transaction or block through one node. */
export class PropagationTimes {
  private heard: Sighting | undefined;
  private had: Sighting | undefined;
  private took: Sighting | undefined;
  /** A compact block by which it has the block if it asks for nothing more. */
  private compact: Sighting | undefined;
  private asked = false;
  /** A message carried it as a transaction, or the mempool took it. */
  isOfTransaction = false;

  /** Steps come in the order of their rows. */
  add(step: PropagationStep): void {
    const { what, inbound, peer } = step;
    if (what === 'tx' || what === 'mempool:added') this.isOfTransaction = true;
    if (peer && !inbound) this.sent(step);
    else if (TAKING.has(what)) this.take(step);
    else if (TELLING.has(what) || WHOLE.has(what)) this.received(step);
  }

  /** @param tracesTaking Whether it would be seen that the node took it. */
  sightings(tracesTaking: boolean): Sightings {
    const { heard, took } = this;
    // Nothing says that the node went by a compact block, but that it asked for nothing more.
    const had = this.had ?? (tracesTaking || this.asked ? undefined : this.compact);
    return { ...(heard && { heard }), ...(had && { had }), ...(took && { took }) };
  }

  /** It had the block or transaction, or took it: no peer made it up. */
  get isWhole(): boolean {
    return this.had !== undefined;
  }

  private received(step: PropagationStep): void {
    const sighting = sightingOf(step);
    this.heard ??= sighting;
    if (WHOLE.has(step.what)) this.had ??= sighting;
    // While it asks for one, Core does nothing with another.
    if (step.what === 'cmpctblock' && !this.asked) this.compact ??= sighting;
  }

  private sent(step: PropagationStep): void {
    if (ASKING.has(step.what)) {
      // What it asks for before a compact block is the compact block.
      if (this.compact || step.what === 'getblocktxn') this.asked = true;
      return;
    }
    if (!TELLING.has(step.what) || this.heard) return;
    // It tells of it before anybody told it.
    this.heard = { ...sightingOf(step), peer: undefined };
    this.had = this.heard;
  }

  private take(step: PropagationStep): void {
    if (this.took) return;
    this.took = sightingOf(step);
    this.had ??= (this.asked ? undefined : this.compact) ?? this.took;
    this.heard ??= this.took;
  }
}

function sightingOf({ row, timeNs, peer, what }: PropagationStep): Sighting {
  return { row, timeNs, peer, what };
}
