import type { EventIndex } from '../../capture/index/eventIndex';
import type { TrafficHistory } from '../../capture/model/trafficHistory';
import type { TrafficSeries, TypeSeries } from '../../capture/model/trafficSeries';
import type {
  MonitorChart,
  MonitorMark,
  MonitorRates,
  MonitorSeries,
} from '../../shared/webview/monitorProtocol';
import { formatCount } from '../../shared/text/quantity';
import { compareColours, type TypeBands } from './typeBands';

/** What the chart draws. @param unixOf Unix seconds of a time of CLOCK_MONOTONIC, nanoseconds. */
export function chartRates(
  history: TrafficHistory,
  chart: MonitorChart,
  points: number,
  bands: TypeBands,
  unixOf: (timeNs: number) => number,
): Omit<MonitorRates, 'zoneMinutes'> {
  const series = chart.span === 'whole' ? history.whole : history.recent;
  const { length, widthNs, startNs = 0 } = series.buckets;
  const together = Math.max(1, Math.ceil(length / Math.max(1, Math.min(points, 2000))));
  const seconds = (widthNs * together) / 1e9;
  return {
    start: unixOf(startNs),
    width: seconds,
    series: grouped(series.all, chart, bands).map(({ of, name, colour }) => ({
      name,
      colour,
      values: summed(
        of.map((each) => (chart.measure === 'bytes' ? each.bytes : each.messages)),
        length,
        together,
      ).map((sum) => sum / seconds),
    })),
    marks: lossMarks(series, together, unixOf),
  };
}

interface Group extends Pick<MonitorSeries, 'name' | 'colour'> {
  of: TypeSeries[];
}

function grouped(all: readonly TypeSeries[], chart: MonitorChart, bands: TypeBands): Group[] {
  if (chart.by === 'direction')
    return [
      { name: 'received', colour: 'received', of: all.filter(({ inbound }) => inbound) },
      { name: 'sent', colour: 'sent', of: all.filter(({ inbound }) => !inbound) },
    ];
  const groups = new Map<string, Group>();
  for (const each of all) {
    const colour = bands.colourOf(each.messageType);
    const name = colour === 'others' ? colour : each.messageType!;
    const group = groups.get(name) ?? { name, colour, of: [] };
    group.of.push(each);
    groups.set(name, group);
  }
  return [...groups.values()].sort((a, b) => compareColours(a.colour, b.colour));
}

function summed(columns: readonly Float64Array[], length: number, together: number): number[] {
  const sums = Array<number>(Math.ceil(length / together)).fill(0);
  for (const column of columns)
    for (let i = 0; i < length; i++) sums[Math.floor(i / together)]! += column[i]!;
  return sums;
}

function lossMarks(
  { buckets, lost }: TrafficSeries,
  together: number,
  unixOf: (timeNs: number) => number,
): MonitorMark[] {
  return summed([lost], buckets.length, together).flatMap((count, i): MonitorMark[] => {
    if (count === 0) return [];
    const time = unixOf(
      Math.round((buckets.startNs ?? 0) + (i + 0.5) * together * buckets.widthNs),
    );
    return [{ time, kind: 'lost', text: `${formatCount(count)} lost` }];
  });
}

/** When the first row was that is still there; undefined where none was deleted. */
export function goneBefore(
  index: Pick<EventIndex, 'firstRow' | 'length' | 'timeNs'>,
  unixOf: (timeNs: number) => number,
): number | undefined {
  const { firstRow, length } = index;
  return firstRow > 0 && firstRow < length ? unixOf(index.timeNs(firstRow)) : undefined;
}
