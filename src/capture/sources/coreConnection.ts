import type { Direction } from '../../shared/events/eventKind';
import { MessageFrames } from '../../shared/events/messageFrames';

/** Of the node: Core's files do not say which process wrote them. */
export const PID = 1;
/** Bytes of an address at most. */
const LONGEST = 263;
const VERSION = Buffer.from('version\0\0\0\0\0');

/**
 * Whose messages follow each other in the files of one address. Core appends when a peer comes back, so each
 * side's second `version` is another connection's: there is one a connection (BIP 14, Core's net_processing.cpp).
 */
export class CoreConnection {
  private readonly address: Buffer;
  private readonly said = new Set<Direction>();
  private peer = -1;
  /** As Core spells it, where it can be told: who says `version` first has connected. */
  private connectionType = '';
  private frames: Partial<Record<Direction, MessageFrames>> = {};

  /** @param nextPeer Numbers a peer. */
  constructor(
    address: string,
    private readonly nextPeer: () => number,
  ) {
    this.address = Buffer.from(address).subarray(0, LONGEST);
  }

  /** Takes the next message. @param typeAt Where its type is in the bytes. @returns What writes its frame. */
  add(direction: Direction, bytes: Buffer, typeAt: number): MessageFrames {
    // `v`: nearly all are of another type.
    const isVersion = bytes[typeAt] === 0x76 && isOfType(bytes, typeAt, VERSION);
    if (this.peer < 0 || (isVersion && this.said.has(direction))) {
      this.peer = this.nextPeer();
      this.said.clear();
      // Of those that the node makes there are several types.
      this.connectionType = isVersion && direction === 'inbound' ? 'inbound' : '';
      this.frames = {};
    }
    if (isVersion) this.said.add(direction);
    const { address, peer, connectionType } = this;
    return (this.frames[direction] ??= new MessageFrames({
      pid: PID,
      direction,
      peer,
      connectionType,
      address,
    }));
  }
}

function isOfType(bytes: Buffer, at: number, type: Buffer): boolean {
  return bytes.compare(type, 0, type.length, at, at + type.length) === 0;
}
