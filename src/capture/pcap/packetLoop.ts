import { BadStream } from '../../shared/frames/frameSplitter';
import type { Packet, PacketReader } from './packet';

/** Reads a file of packets to its end, or as far as it can be read. */
export class PacketLoop {
  /** Why the rest of the file cannot be read. */
  failure: BadStream | undefined;

  /** @param take Is given each packet, and says whether it wants another one. */
  constructor(
    private readonly reader: PacketReader,
    private readonly take: (packet: Packet) => boolean,
  ) {}

  /** Gives what there is to give before each part of the file that is read, and closes it. @throws The error of the system. */
  async *parts<T>(given: () => Iterable<T>): AsyncGenerator<T> {
    try {
      for (let packet = this.next(); packet !== undefined; packet = this.next()) {
        if (packet === 'more') {
          yield* given();
          await this.reader.read();
        } else if (!this.take(packet)) return;
      }
    } finally {
      await this.reader.close();
    }
  }

  /** All of them at once. @throws The error of the system. */
  async all(): Promise<void> {
    const parts = this.parts(() => []);
    while (!(await parts.next()).done);
  }

  private next(): Packet | 'more' | undefined {
    try {
      return this.reader.next();
    } catch (error) {
      if (!(error instanceof BadStream)) throw error;
      this.failure = error;
      return undefined;
    }
  }
}
