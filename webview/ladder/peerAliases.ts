import type { Head, LadderPeer } from '../../src/shared/webview/ladderProtocol';

/** The names that the user gave to peers, as far as their heads were seen. */
export class PeerAliases {
  private readonly aliases = new Map<string, string>();

  /** @returns Whether one of them has another name than before. */
  learn(heads: readonly Pick<Head, 'source' | 'alias'>[]): boolean {
    let changed = false;
    for (const { source, alias } of heads) {
      const key = keyOf(source);
      changed ||= this.aliases.get(key) !== alias;
      if (alias === undefined) this.aliases.delete(key);
      else this.aliases.set(key, alias);
    }
    return changed;
  }

  of(peer: LadderPeer): string | undefined {
    return this.aliases.size === 0 ? undefined : this.aliases.get(keyOf(peer));
  }
}

function keyOf({ pid, peer }: LadderPeer): string {
  return `${pid}/${peer}`;
}
