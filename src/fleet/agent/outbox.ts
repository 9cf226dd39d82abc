import type { Spool } from './spool';

/** Bytes in memory that have not been sent; more goes to the disk. */
const MOST_IN_MEMORY = 16 * 1024 ** 2;

/** Parts that wait to be sent, in their order: in memory, and from a certain amount on in the spool. */
export class Outbox {
  private readonly memory: Buffer[] = [];
  private memoryBytes = 0;
  private closed = false;
  private wake: (() => void) | undefined;
  /** What was taken and not yet sent. */
  private taken: Buffer[] = [];
  private takenFromSpool = false;

  /** @param spool undefined where nothing is kept on the disk. */
  constructor(
    private readonly spool: Spool | undefined,
    private readonly onSpoolFailure: (error: Error) => void,
  ) {}

  /** Bytes that have not been sent. */
  get bytes(): number {
    return this.memoryBytes + (this.spool?.bytes ?? 0);
  }

  get spooled(): number {
    return this.spool?.bytes ?? 0;
  }

  /** @returns false where there is no room: none of the parts is kept. */
  async offer(parts: readonly Buffer[], bytes: number): Promise<boolean> {
    const isRoom = this.memoryBytes === 0 || this.memoryBytes + bytes <= MOST_IN_MEMORY;
    // Once something is in the spool, what follows has to go after it.
    if (isRoom && (this.spool?.isEmpty ?? true)) {
      this.memory.push(...parts);
      this.memoryBytes += bytes;
    } else if (!(await this.toSpool(parts))) return false;
    this.wake?.();
    return true;
  }

  /** @returns Some parts to be sent next, the same again until `sent`; undefined when it is closed and nothing is left. */
  async take(mostParts: number, mostBytes: number): Promise<readonly Buffer[] | undefined> {
    for (;;) {
      if (this.taken.length > 0) return this.taken;
      this.taken = this.takeFromMemory(mostParts, mostBytes);
      if (this.taken.length > 0) return this.taken;
      if (this.spool && !this.spool.isEmpty && (await this.takeFromSpool(this.spool))) continue;
      if (this.closed) return undefined;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** What was taken has arrived. */
  async sent(): Promise<void> {
    const { taken } = this;
    this.taken = [];
    if (this.takenFromSpool) {
      this.takenFromSpool = false;
      await this.spool!.done();
    } else this.memoryBytes -= taken.reduce((sum, { length }) => sum + length, 0);
  }

  /** Nothing more is offered. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  /** Keeps what is in memory for the next agent. @returns Whether all is kept. */
  async keep(): Promise<boolean> {
    const rest = [...(this.takenFromSpool ? [] : this.taken), ...this.memory];
    if (rest.length === 0) return true;
    if (!this.spool) return false;
    try {
      this.spool.putBack();
      await this.spool.prepend(rest);
      return true;
    } catch (error) {
      this.onSpoolFailure(error as Error);
      return false;
    }
  }

  private async toSpool(parts: readonly Buffer[]): Promise<boolean> {
    try {
      return (await this.spool?.append(parts)) ?? false;
    } catch (error) {
      this.onSpoolFailure(error as Error);
      return false;
    }
  }

  private takeFromMemory(mostParts: number, mostBytes: number): Buffer[] {
    let count = 0;
    for (let bytes = 0; count < this.memory.length && count < mostParts; count++) {
      bytes += this.memory[count]!.length;
      if (count > 0 && bytes > mostBytes) break;
    }
    return this.memory.splice(0, count);
  }

  /** @returns Whether there is something to be sent now. */
  private async takeFromSpool(spool: Spool): Promise<boolean> {
    try {
      this.taken = (await spool.read()) ?? [];
    } catch (error) {
      this.onSpoolFailure(error as Error);
      this.taken = [];
    }
    if (this.taken.length > 0) {
      this.takenFromSpool = true;
      return true;
    }
    // It is empty, cannot be read, or begins with what was cut.
    await spool.done();
    return !spool.isEmpty;
  }
}
