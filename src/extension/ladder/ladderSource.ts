import type { LadderPeer, LadderSource } from '../../shared/webview/ladderProtocol';

interface Kept {
  capture?: unknown;
  peers?: unknown;
  preview?: unknown;
  /** Version 0.1.0 kept one peer. */
  pid?: unknown;
  peer?: unknown;
}

/** @param state What VS Code kept for a ladder; a later or earlier version may have written it. */
export function sourceOfState(state: unknown): LadderSource | undefined {
  const source = (state as { source?: Kept } | undefined)?.source;
  if (typeof source?.capture !== 'string') return undefined;
  const { capture, preview } = source;
  const rest = { capture, ...(preview === true && { preview }) };
  if (source.peers === 'all') return { ...rest, peers: 'all' };
  const peers = (Array.isArray(source.peers) ? source.peers : [source]).flatMap(peerOf);
  return peers.length === 0 ? undefined : { ...rest, peers };
}

export function isSameSource(a: LadderSource, b: LadderSource): boolean {
  return a.capture === b.capture && keyOf(a) === keyOf(b);
}

function keyOf({ peers }: LadderSource): string {
  if (peers === 'all') return peers;
  return peers
    .map(({ pid, peer }) => `${pid}/${peer}`)
    .sort()
    .join();
}

function peerOf(kept: Kept): LadderPeer[] {
  const { pid, peer } = kept;
  return typeof pid === 'number' && typeof peer === 'number' ? [{ pid, peer }] : [];
}
