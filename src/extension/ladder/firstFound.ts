import type { Pairs } from '../../capture/query/pairs';
import type { LadderRows } from './ladderRows';

/** A search that finds nothing for so long is shown as it is, milliseconds. */
const LONGEST_MS = 10_000;

/**
 * Resolves when what is searched for is found, or certainly not there, or it takes too long.
 * @param isFound By default: there is something to show, or certainly nothing.
 */
export function firstFound(
  rows: LadderRows,
  known: readonly Pick<Pairs, 'onGrow'>[],
  isFound = () => rows.isReady,
): Promise<void> {
  return new Promise((resolve) => {
    let ended = false;
    const check = (): void => {
      if (ended) return;
      rows.update();
      if (isFound()) end();
    };
    const growing = known.map((each) => each.onGrow(check));
    const timer = setTimeout(() => end(), LONGEST_MS);
    const end = (): void => {
      ended = true;
      for (const each of growing) each.dispose();
      clearTimeout(timer);
      resolve();
    };
    rows.onGrow(check);
    rows.onDispose(end);
  });
}
