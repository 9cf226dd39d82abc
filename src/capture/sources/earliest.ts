interface Timed {
  /** undefined once it has ended. */
  readonly timeUs: number | undefined;
}

interface Waiting<T> {
  item: T;
  timeUs: number;
  /** Of two of the same time, the one that has waited for longer comes first. */
  turn: number;
}

/** Things that wait for their times: the earliest comes first (a binary heap). */
export class Earliest<T extends Timed> {
  private readonly heap: Waiting<T>[] = [];
  private turns = 0;

  get first(): T | undefined {
    return this.heap[0]?.item;
  }

  /** Adds it, unless it has ended. */
  add(item: T): void {
    const { timeUs } = item;
    if (timeUs === undefined) return;
    let at = this.heap.push({ item, timeUs, turn: this.turns++ }) - 1;
    const added = this.heap[at]!;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!isBefore(added, this.heap[parent]!)) break;
      this.heap[at] = this.heap[parent]!;
      at = parent;
    }
    this.heap[at] = added;
  }

  /** The first one has another time, or has ended. */
  moved(): void {
    const { heap } = this;
    const first = heap[0]!;
    const { timeUs } = first.item;
    if (timeUs === undefined) {
      const last = heap.pop()!;
      if (heap.length > 0) this.sink(last);
      return;
    }
    first.timeUs = timeUs;
    first.turn = this.turns++;
    this.sink(first);
  }

  /** Puts it to where it belongs, from the root on. */
  private sink(moved: Waiting<T>): void {
    const { heap } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, moved)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = moved;
  }
}

function isBefore<T>(a: Waiting<T>, b: Waiting<T>): boolean {
  return a.timeUs < b.timeUs || (a.timeUs === b.timeUs && a.turn < b.turn);
}
