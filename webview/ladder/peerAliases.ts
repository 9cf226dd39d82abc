import type { Head, LadderPeer } from '../../src/shared/webview/ladderProtocol';

/** The names that the user gave to peers, as far as their heads were seen. */
export class PeerAliases {
  private readonly aliases = new Map<string, string>();

  learn(heads: readonly Pick<Head, 'source' | 'alias'>[]): void {
    for (const { source, alias } of heads)
      if (alias === undefined) this.aliases.delete(keyOf(source));
      else this.aliases.set(keyOf(source), alias);
  }

  of(peer: LadderPeer): string | undefined {
    return this.aliases.size === 0 ? undefined : this.aliases.get(keyOf(peer));
  }
}

function keyOf({ pid, peer }: LadderPeer): string {
  return `${pid}/${peer}`;
}
