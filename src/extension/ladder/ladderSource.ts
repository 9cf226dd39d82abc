import type { LadderSource } from '../../shared/ladderProtocol';

/** @param state What VS Code kept for a ladder; a later or earlier version may have written it. */
export function sourceOfState(state: unknown): LadderSource | undefined {
  const source = (state as { source?: Partial<LadderSource> } | undefined)?.source;
  if (typeof source?.capture !== 'string') return undefined;
  if (typeof source.pid !== 'number' || typeof source.peer !== 'number') return undefined;
  return { capture: source.capture, pid: source.pid, peer: source.peer };
}

export function isSameSource(a: LadderSource, b: LadderSource): boolean {
  return a.capture === b.capture && a.pid === b.pid && a.peer === b.peer;
}
