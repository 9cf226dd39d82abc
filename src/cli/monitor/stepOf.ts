/** How far a key goes; 0 for one that does not. @param page Lines on the screen. */
export function stepOf(key: string, page: number): number {
  const steps: Partial<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -page,
    pagedown: page,
    home: -Infinity,
    g: -Infinity,
    end: Infinity,
    G: Infinity,
  };
  return steps[key] ?? 0;
}
