import { CONNECTION } from '../../../src/shared/events/connections';
import { MESSAGE } from '../../../src/shared/events/messages';
import { HEADER } from '../../../src/shared/frames/layout';
import { connection, EventKind, message } from './frames';

/** Messages of a connection. */
export const MESSAGES_PER_CONNECTION = 2;
/** Where the digits of an address and of a message type begin in their slots. */
const DIGITS = 1;
const ADDRESS_DIGITS = 10;
const TYPE_DIGITS = 4;

/** A `version` with the longest user agent that Core takes. */
function greeting(): Buffer {
  const payload = Buffer.alloc(80 + 3 + 256 + 5, 'a');
  payload.fill(0, 0, 80);
  payload.writeInt32LE(70016, 0);
  payload.writeUInt8(0xfd, 80);
  payload.writeUInt16LE(256, 81);
  return payload;
}

/**
 * Peers that come, say something, and go: no id and no address comes twice, and the types of messages
 * are invented.
 */
export class Churn {
  connections = 0;
  private timeNs = 1e9;
  private readonly block: Buffer[];

  /** @param types How many are invented. @param closes Whether the node tells of the end. */
  constructor(
    private readonly types: number,
    private readonly closes = true,
    private readonly pid = 4242,
  ) {
    const address = `a${'0'.repeat(ADDRESS_DIGITS)}:8333`;
    this.block = [
      connection(EventKind.InboundConnection, { pid, address }),
      message({ pid, address, type: 'version', payload: greeting() }),
      message({ pid, address, type: `t${'0'.repeat(TYPE_DIGITS)}` }),
    ];
    if (closes) this.block.push(connection(EventKind.ClosedConnection, { pid, address }));
  }

  /** Frames of so many connections, one after the other. */
  next(connections: number): Buffer {
    const block = Buffer.concat(this.block);
    const run = Buffer.allocUnsafe(block.length * connections);
    for (let i = 0; i < connections; i++) {
      block.copy(run, i * block.length);
      this.connect(run.subarray(i * block.length, (i + 1) * block.length));
    }
    return run;
  }

  private connect(block: Buffer): void {
    const peer = this.connections++;
    let at = 0;
    for (const [i, { length }] of this.block.entries()) {
      const frame = block.subarray(at, (at += length));
      const isMessage = i === 1 || i === 2;
      frame.writeBigUInt64LE(BigInt((this.timeNs += 1000)), HEADER.timeNs);
      frame.writeBigInt64LE(BigInt(peer), MESSAGE.peer);
      const address = isMessage ? MESSAGE.address : CONNECTION.address;
      writeDigits(frame, address + DIGITS, ADDRESS_DIGITS, peer);
      if (i === 2) writeDigits(frame, MESSAGE.messageType + DIGITS, TYPE_DIGITS, peer % this.types);
    }
  }
}

function writeDigits(frame: Buffer, at: number, count: number, value: number): void {
  for (let i = count - 1, left = value; i >= 0; i--, left = Math.floor(left / 10))
    frame[at + i] = 0x30 + (left % 10);
}
