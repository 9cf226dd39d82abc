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

/** Colours of types; 0 is of all others. */
const COLOURS = 7;

/** Gives the types with the most traffic a colour each, which they keep for as long as they have one. */
export class TypeColours {
  private held = new Map<string, number>();

  /** @param types The largest first. */
  update(types: readonly (string | undefined)[]): void {
    const chosen = types.filter((type) => type !== undefined).slice(0, COLOURS);
    const kept = new Map([...this.held].filter(([type]) => chosen.includes(type)));
    const free = Array.from({ length: COLOURS }, (_, i) => i + 1).filter(
      (colour) => ![...kept.values()].includes(colour),
    );
    for (const type of chosen) if (!kept.has(type)) kept.set(type, free.shift()!);
    this.held = kept;
  }

  of(messageType: string | undefined): number {
    return messageType === undefined ? 0 : (this.held.get(messageType) ?? 0);
  }
}

/** What the chart draws. @param unixOf Unix seconds of a time of CLOCK_MONOTONIC, nanoseconds. */
export function chartRates(
  history: TrafficHistory,
  chart: MonitorChart,
  points: number,
  colours: TypeColours,
  unixOf: (timeNs: number) => number,
): Omit<MonitorRates, 'zoneMinutes'> {
  const series = chart.span === 'whole' ? history.whole : history.recent;
  const { length, widthNs, startNs = 0 } = series.buckets;
  const together = Math.max(1, Math.ceil(length / Math.max(1, Math.min(points, 2000))));
  const seconds = (widthNs * together) / 1e9;
  return {
    start: unixOf(startNs),
    width: seconds,
    series: grouped(series.all, chart, colours).map(({ of, name, colour }) => ({
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

function grouped(all: readonly TypeSeries[], chart: MonitorChart, colours: TypeColours): Group[] {
  if (chart.by === 'direction')
    return [
      { name: 'received', colour: 1, of: all.filter(({ inbound }) => inbound) },
      { name: 'sent', colour: 2, of: all.filter(({ inbound }) => !inbound) },
    ];
  const groups = new Map<number, Group>();
  for (const each of all) {
    const colour = colours.of(each.messageType);
    const name = colour === 0 ? 'others' : each.messageType!;
    const group = groups.get(colour) ?? { name, colour, of: [] };
    group.of.push(each);
    groups.set(colour, group);
  }
  return [...groups.values()].sort((a, b) => order(a) - order(b));
}

/** The others are on top. */
function order({ colour }: Group): number {
  return colour === 0 ? Infinity : colour;
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
