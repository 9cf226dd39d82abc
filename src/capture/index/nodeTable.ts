import type { NodeFrame } from '../../shared/frames/node';
import { HEADER } from '../../shared/frames/layout';
import { MAX_NODES } from './peerTable';

/** Frames of one process that are kept, the latest: a number may be another process's after a while. */
const MOST_OF_A_PROCESS = 16;

interface Entry {
  /** It counts from this row on. */
  row: number;
  node: NodeFrame;
  /** The whole frame, a copy. */
  frame: Buffer;
}

/** Who the traced processes are, according to node frames. */
export class NodeTable {
  /** Grows with every frame. */
  revision = 0;
  private readonly byPid = new Map<number, Entry[]>();

  /** @param row The next event's. @param frame Whole; it is copied. */
  add(row: number, node: NodeFrame, frame: Buffer): void {
    const entries = this.byPid.get(node.pid) ?? [];
    const latest = entries.at(-1);
    // A capture of several files says it at the beginning of each.
    if (latest && isSame(latest.frame, frame)) return;
    if (latest?.row === row) entries.pop();
    entries.push({ row, node, frame: Buffer.from(frame) });
    if (entries.length > MOST_OF_A_PROCESS) entries.shift();
    // One that is heard of again is young again.
    this.byPid.delete(node.pid);
    this.byPid.set(node.pid, entries);
    for (const pid of this.byPid.keys()) {
      if (this.byPid.size <= MAX_NODES) break;
      this.byPid.delete(pid);
    }
    this.revision++;
  }

  /**
   * @param row The process at that time; by default the latest.
   * @returns What was said last before it. A process is often identified after its first events: then what
   * was said first.
   */
  of(pid: number, row = Infinity): NodeFrame | undefined {
    const entries = this.byPid.get(pid);
    return (entries?.findLast((entry) => entry.row <= row) ?? entries?.[0])?.node;
  }

  /** The latest node frame of each process. */
  get all(): NodeFrame[] {
    return [...this.byPid.values()].map((entries) => entries.at(-1)!.node);
  }

  /** The latest of each process, for a file that begins here. */
  get frames(): Buffer[] {
    return [...this.byPid.values()].map((entries) => entries.at(-1)!.frame);
  }
}

/** All but the headers, which have the time. */
function isSame(one: Buffer, other: Buffer): boolean {
  return one.subarray(HEADER.size).equals(other.subarray(HEADER.size));
}
