import type { Direction } from '../../shared/events/eventKind';

/**
 * Whose messages follow each other in the files of one address. Core appends when a peer comes back, so each
 * side's second `version` is another connection's: there is one a connection (BIP 14, Core's net_processing.cpp).
 */
export class CoreConnection {
  peer = -1;
  /** As Core spells it, where it can be told: who says `version` first has connected. */
  connectionType = '';
  private readonly said = new Set<Direction>();

  /** @param nextPeer Numbers a peer. */
  constructor(private readonly nextPeer: () => number) {}

  /** Takes the next message. */
  add(direction: Direction, messageType: Buffer): void {
    const isVersion = messageType.equals(VERSION);
    if (this.peer >= 0 && !(isVersion && this.said.has(direction))) {
      if (isVersion) this.said.add(direction);
      return;
    }
    this.peer = this.nextPeer();
    this.said.clear();
    if (isVersion) this.said.add(direction);
    // Of those that the node makes there are several types.
    this.connectionType = isVersion && direction === 'inbound' ? 'inbound' : '';
  }
}

const VERSION = Buffer.from('version');
