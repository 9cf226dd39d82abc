import { decodeNode, type NodeFrame } from '../../shared/frames/node';
import { HEADER } from '../../shared/frames/layout';
import { MAX_NODES } from './peerTable';

/** Frames of one process that are kept, the latest: a number may be another process's after a while. */
const MOST_OF_A_PROCESS = 16;
/** Bytes of a frame: a node's has some hundred. A stranger's file may hold longer ones, which say nothing. */
const LONGEST = 32 * 1024;
/** Bytes of all that are kept: those of the processes go that were heard of longest ago. */
const MOST_BYTES = 8 * 1024 ** 2;

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
  private bytes = 0;

  /** @param row The next event's. @param frame Whole; it is copied. @throws MalformedFrame */
  add(row: number, frame: Buffer): void {
    if (frame.length > LONGEST) return;
    const node = decodeNode(frame);
    const entries = this.byPid.get(node.pid) ?? [];
    const latest = entries.at(-1);
    // A capture of several files says it at the beginning of each.
    if (latest && isSame(latest.frame, frame)) return;
    if (latest?.row === row) this.drop(entries.pop());
    entries.push({ row, node, frame: Buffer.from(frame) });
    this.bytes += frame.length;
    if (entries.length > MOST_OF_A_PROCESS) this.drop(entries.shift());
    // One that is heard of again is young again.
    this.byPid.delete(node.pid);
    this.byPid.set(node.pid, entries);
    for (const [pid, old] of this.byPid) {
      if (this.byPid.size <= MAX_NODES && this.bytes <= MOST_BYTES) break;
      this.byPid.delete(pid);
      for (const entry of old) this.drop(entry);
    }
    this.revision++;
  }

  /**
   * @param row The process at that time; by default the latest.
   * @returns What was said last before it. A process is often identified after its first events: then what
   * was said first.
   */
  of(pid: number, row = Infinity): NodeFrame | undefined {
    return this.entryOf(pid, row)?.node;
  }

  /** The whole frame that {@link of} is read from. */
  frameOf(pid: number, row: number): Buffer | undefined {
    return this.entryOf(pid, row)?.frame;
  }

  /** Where the rows of each process begin, as far as that is still known, the latest process last. */
  get beginnings(): { pid: number; row: number }[] {
    return [...this.byPid]
      .map(([pid, [first]]) => ({ pid, row: first!.row }))
      .sort((a, b) => a.row - b.row);
  }

  /** The latest of each process, for a file that begins here. */
  get frames(): Buffer[] {
    return [...this.byPid.values()].map((entries) => entries.at(-1)!.frame);
  }

  /** The latest of each process. */
  get latest(): NodeFrame[] {
    return [...this.byPid.values()].map((entries) => entries.at(-1)!.node);
  }

  private entryOf(pid: number, row: number): Entry | undefined {
    const entries = this.byPid.get(pid);
    return entries?.findLast((entry) => entry.row <= row) ?? entries?.[0];
  }

  private drop(entry: Entry | undefined): void {
    this.bytes -= entry?.frame.length ?? 0;
  }
}

/** All but the headers, which have the time. */
function isSame(one: Buffer, other: Buffer): boolean {
  return one.subarray(HEADER.size).equals(other.subarray(HEADER.size));
}
