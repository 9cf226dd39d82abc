import { decodeVersion, MalformedMessage } from '../../bitcoin/versionMessage';
import type { MessageEvent } from '../../shared/events/event';
import { LimitedMap } from '../../shared/limitedMap';

/** Peers that are remembered; a node has about a hundred at a time. */
const MOST_PEERS = 10_000;

/** Whose message it is. */
export type MessagePeer = Pick<MessageEvent, 'pid' | 'peer'>;

/** Of a stream of messages: the version that each peer speaks. The oldest of too many are forgotten. */
export class PeerVersions {
  private readonly versions = new LimitedMap<string, number>(MOST_PEERS);

  /** @returns What the peer of this message said before it; undefined if that was not seen. */
  of({ pid, peer }: MessagePeer): number | undefined {
    // Of a capture that began later none is known.
    return this.versions.size > 0 ? this.versions.get(`${pid} ${peer}`) : undefined;
  }

  learn({ pid, peer, direction, messageType, payload }: MessageEvent): void {
    if (messageType !== 'version' || direction !== 'inbound') return;
    const key = `${pid} ${peer}`;
    // Core ignores all but the first.
    if (this.versions.has(key)) return;
    try {
      this.versions.set(key, decodeVersion(payload).protocolVersion);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
    }
  }
}
