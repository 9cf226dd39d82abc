import type { NodeClock } from '../../shared/frames/nodeClock';

/** What is said is larger than what is known by this, so that it need not be said anew with every little growth. */
const HEADROOM = 1.25;
/** Where the clock has become better by this, it is said anew. */
const BETTER = 3;

/**
 * What a node frame says of a clock: never less than by how much it may be wrong, and the same until that has changed
 * considerably, since each change is a frame of its own.
 * @param said Before.
 */
export function clockToSay(said: NodeClock, now: NodeClock): NodeClock {
  if (said.boot !== now.boot) return rounded(now);
  if (said.errorUs === undefined || now.errorUs === undefined)
    return said.errorUs === now.errorUs ? said : rounded(now);
  const holds = now.errorUs <= said.errorUs && now.errorUs * BETTER >= said.errorUs;
  return holds ? said : rounded(now);
}

function rounded(clock: NodeClock): NodeClock {
  const { errorUs } = clock;
  if (errorUs === undefined) return clock;
  return { ...clock, errorUs: Math.ceil(errorUs * HEADROOM) };
}
