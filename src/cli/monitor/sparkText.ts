const BARS = '▁▂▃▅▇';

/** A small chart: of each stretch of time, how much of the largest one it has. @param width Characters. */
export function sparkText(values: readonly number[], width: number): string {
  const sums = Array<number>(width).fill(0);
  for (const [i, value] of values.entries())
    sums[Math.floor((i * width) / values.length)]! += value;
  const most = Math.max(...sums);
  return sums.map((sum) => BARS[most === 0 ? 0 : Math.ceil((sum / most) * 4)]).join('');
}
