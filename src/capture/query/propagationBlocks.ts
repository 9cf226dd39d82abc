import { BLOCK_CONNECTED } from '../../shared/events/blocks';
import { eventKind } from '../../shared/events/eventKinds';
import { LimitedMap } from '../../shared/limitedMap';
import { isMessage, type EventIndex } from '../index/eventIndex';
import type { Propagation } from './propagation';
import { ofProcesses, tracesTaking, type NodesOf } from './propagationNodes';
import { BLOCK_TYPES, blocksOf, hashAt, payloadOf, stepOf, whatOf } from './propagationSteps';
import { PropagationTimes, type PropagationStep } from './propagationTimes';

/** Blocks that a node connected, and those that came whole and that none is known to have connected. */
const MOST_CONNECTED = 5000;
const MOST_WHOLE = 500;
/** Nodes of all blocks together. */
const MOST_TIMES = 100_000;
/** Connections, and hashes that each may name first before the block comes: it may make up any number of them. */
const MOST_PEERS = 4096;
const MOST_OF_A_PEER = 32;

/** A block that nodes told of. */
interface Block {
  hash: string;
  height: number | undefined;
  /** When it was first named, ns. */
  timeNs: number;
  processes: Map<number, PropagationTimes>;
  /** The connection that named it first, while no node is known to have had it. */
  namedBy: string | undefined;
}

/** A block and how it came to the nodes. */
export interface BlockPropagation {
  hash: string;
  height: number | undefined;
  propagation: Propagation;
}

/**
 * Blocks in the order in which they came, in one pass and bounded memory. A peer can name blocks that are not
 * there: those that no node had are forgotten soon, each peer's apart, so that it crowds out its own only.
 */
export class PropagationBlocks {
  private readonly blocks = new Map<string, Block>();
  private readonly connected = new LimitedMap<string, Block>(MOST_CONNECTED, (_, block) =>
    this.forget(block),
  );
  private readonly whole = new LimitedMap<string, Block>(MOST_WHOLE, (_, block) =>
    this.forget(block),
  );
  private readonly named = new LimitedMap<string, LimitedMap<string, Block>>(
    MOST_PEERS,
    (_, blocks) => {
      for (const block of blocks.values()) this.forgetNamed(block);
    },
  );
  private times = 0;

  /** Hands on an event of a capture, in the order of rows. @param frame Of the row, as far as BLOCK_TYPES needs it. */
  add(index: EventIndex, row: number, frame: Buffer): void {
    const what = whatOf(index, row, BLOCK_TYPES);
    if (what === undefined || what === 'mempool:added') return;
    const kind = index.kind(row);
    const hashes = isMessage(kind)
      ? blocksOf(what, payloadOf(index, row, frame))
      : eventKind(kind)!.hashes!.map((at) => hashAt(frame, at));
    if (hashes.length === 0) return;
    const step = stepOf(index, row, what);
    // A node that sends one out to others may be serving what was long ago.
    if (what === 'block' && !step.inbound) return;
    const { pid } = index.peers[index.peer(row)]!;
    for (const hash of hashes) {
      const block = this.blocks.get(hash) ?? this.begin(hash, pid, step);
      if (!block) continue;
      this.follow(block, pid, step);
      if (what === 'validation:block_connected') {
        block.height = frame.readInt32LE(BLOCK_CONNECTED.height);
        this.keep(block, this.connected);
      }
    }
  }

  /** Those that a node had, by when they were first named. @param fromNs On the capture's clock. */
  list(capture: NodesOf, fromNs = -Infinity, untilNs = Infinity): BlockPropagation[] {
    const kept = [...this.connected.values(), ...this.whole.values()];
    return kept
      .filter(({ timeNs }) => timeNs >= fromNs && timeNs <= untilNs)
      .sort((one, other) => one.timeNs - other.timeNs)
      .flatMap((block) => this.tell(capture, block) ?? []);
  }

  of(capture: NodesOf, hash: string): BlockPropagation | undefined {
    const block = this.blocks.get(hash);
    return block && block.namedBy === undefined ? this.tell(capture, block) : undefined;
  }

  /** How much is kept, for tests of bounds. */
  get size(): { blocks: number; times: number } {
    return { blocks: this.blocks.size, times: this.times };
  }

  private tell(capture: NodesOf, block: Block): BlockPropagation | undefined {
    const { hash, height, processes } = block;
    const isSeen = tracesTaking(capture, true);
    const told = [...processes].map(([pid, times]) => [pid, times.sightings(isSeen)] as const);
    const propagation = ofProcesses(capture, told);
    return propagation && { hash, height, propagation };
  }

  private begin(hash: string, pid: number, step: PropagationStep): Block | undefined {
    const { what, inbound, peer, timeNs } = step;
    // Who asks for a block tells of none.
    if (what === 'getdata' || what === 'getblocktxn') return undefined;
    if (what === 'blocktxn' && !inbound) return undefined;
    const namedBy = `${pid} ${peer?.peer}`;
    const block: Block = { hash, height: undefined, timeNs, processes: new Map(), namedBy };
    this.blocks.set(hash, block);
    const blocks =
      this.named.get(namedBy) ??
      new LimitedMap<string, Block>(MOST_OF_A_PEER, (_, forgotten) => this.forgetNamed(forgotten));
    // A connection that says something is young again.
    this.named.set(namedBy, blocks);
    blocks.set(hash, block);
    return block;
  }

  private follow(block: Block, pid: number, step: PropagationStep): void {
    let times = block.processes.get(pid);
    if (!times) {
      block.processes.set(pid, (times = new PropagationTimes()));
      this.times++;
    }
    times.add(step);
    // What a node says it has in headers it may have had for long: that alone is no news.
    const isToldOnly = !step.inbound && step.what !== 'cmpctblock';
    if (times.isWhole && !isToldOnly && block.namedBy !== undefined) this.keep(block, this.whole);
    this.bound();
  }

  private keep(block: Block, where: LimitedMap<string, Block>): void {
    if (block.namedBy !== undefined) {
      this.named.get(block.namedBy)?.delete(block.hash);
      block.namedBy = undefined;
    }
    if (where.has(block.hash)) return;
    this.whole.delete(block.hash);
    where.set(block.hash, block);
  }

  private bound(): void {
    while (this.times > MOST_TIMES) {
      const [oldest] = this.whole.size > 0 ? this.whole.values() : this.connected.values();
      if (!oldest) return;
      this.whole.delete(oldest.hash);
      this.connected.delete(oldest.hash);
      this.forget(oldest);
    }
  }

  private forgetNamed(block: Block): void {
    if (block.namedBy !== undefined) this.forget(block);
  }

  private forget(block: Block): void {
    this.times -= block.processes.size;
    this.blocks.delete(block.hash);
  }
}
