import type { TrafficHistory } from './trafficHistory';
import { RATE_SECONDS } from './trafficRate';

/** Messages and bytes a second: over the last seconds of a trace, or over all of a capture. */
export function totalRate(
  history: TrafficHistory,
  isLive: boolean,
  nowNs: number,
): { messages: number; bytes: number } {
  const series = isLive ? history.recent : history.whole;
  const { startNs = 0, widthNs, length } = series.buckets;
  const from = isLive ? Math.max(0, Math.floor((nowNs - startNs) / widthNs) - RATE_SECONDS) : 0;
  const seconds = Math.max(isLive ? 1 : 1e-3, (nowNs - startNs - from * widthNs) / 1e9);
  const sum = (column: Float64Array): number => {
    let all = 0;
    for (let i = from; i < length; i++) all += column[i]!;
    return all;
  };
  const totals = series.all.map(({ messages, bytes }) => [sum(messages), sum(bytes)] as const);
  return {
    messages: totals.reduce((all, [messages]) => all + messages, 0) / seconds,
    bytes: totals.reduce((all, [, bytes]) => all + bytes, 0) / seconds,
  };
}
