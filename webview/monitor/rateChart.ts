import { localTime } from '../../src/shared/text/dateText';
import uPlot from 'uplot';
import { formatBytes, formatCount } from '../../src/shared/text/quantity';
import type {
  MonitorChart,
  MonitorMark,
  MonitorRates,
  MonitorSpan,
} from '../../src/shared/webview/monitorProtocol';
import { make, setText } from '../common/dom';
import { bandFills } from './bandFill';
import { labelPixels, TIME_STEPS, timeLabels } from './timeLabels';

/** Pixels of a point at least. */
const POINT_PIXELS = 3;
/** Of what rotation deleted: its rates are known, its messages are not there any more. */
const GONE = 'No longer in the capture';
/** Of a drag; less is a click. */
const LEAST_BRUSH = 4;

/**
 * Rates over time, drawn on top of each other. Where it is said `x`, that are Unix seconds moved by the zone
 * of the node's machine, as the library only knows the zone of the browser.
 */
export class RateChart {
  readonly element = make('div', 'rate-chart');
  private readonly readout = make('span', 'readout');
  private readonly about = make('p', 'unseen');
  private plot: uPlot | undefined;
  private rates: MonitorRates | undefined;
  private chart: MonitorChart | undefined;
  /** What the plot was made for. */
  private made = '';
  /** The point that the keyboard is on, and where a selection began. */
  private at = -1;
  private anchor = -1;
  private brushing = false;

  constructor(private readonly onBrush: (span: MonitorSpan) => void) {
    const { element } = this;
    element.tabIndex = 0;
    // What it says is the slider's value too.
    this.readout.setAttribute('aria-hidden', 'true');
    element.append(this.readout);
    element.setAttribute('role', 'slider');
    element.setAttribute('aria-label', 'Rates over time. Enter opens the ladder of this time');
    this.about.id = 'chart-about';
    element.setAttribute('aria-describedby', this.about.id);
    element.addEventListener('keydown', (event) => this.key(event));
    element.addEventListener('pointerdown', () => (this.brushing = true));
    window.addEventListener('pointerup', () => (this.brushing = false));
    new ResizeObserver(() => this.resize()).observe(element);
    new MutationObserver(() => this.remake()).observe(document.body, {
      attributeFilter: ['class', 'style'],
    });
    this.setValue();
  }

  /** For a person who does not see it. */
  get description(): HTMLElement {
    return this.about;
  }

  get points(): number {
    return Math.max(20, Math.floor(this.element.clientWidth / POINT_PIXELS));
  }

  show(rates: MonitorRates, chart: MonitorChart, sentence: string): void {
    this.rates = rates;
    this.chart = chart;
    setText(this.about, `${this.sentence()} ${sentence}`);
    // What somebody is selecting must not move away.
    if (this.brushing) return;
    const made = JSON.stringify([chart.measure, rates.series.map(({ name }) => name)]);
    if (!this.plot || made !== this.made) {
      this.made = made;
      this.remake();
    } else {
      this.plot.setData(this.stacked());
      this.say();
    }
    this.setValue();
  }

  private get unit(): string {
    return this.chart?.measure === 'bytes' ? 'bytes' : 'messages';
  }

  private text(value: number): string {
    if (this.chart?.measure === 'bytes') return formatBytes(value);
    return value > 0 && value < 9.95 ? value.toFixed(1) : formatCount(Math.round(value));
  }

  /** Sums from the bottom, the highest first, so that each covers what is above the next. */
  private stacked(): uPlot.AlignedData {
    const { rates } = this;
    if (!rates) return [[]];
    const length = rates.series[0]?.values.length ?? 0;
    const zone = rates.zoneMinutes * 60;
    const x = Array.from({ length: length + 1 }, (_, i) => rates.start + i * rates.width + zone);
    const sums = Array<number>(length + 1).fill(0);
    const sumsOf = rates.series.map(({ values }) => {
      for (let i = 0; i < length; i++) sums[i]! += values[i]!;
      sums[length] = sums[length - 1] ?? 0;
      return [...sums];
    });
    return [x, ...sumsOf.reverse()];
  }

  private remake(): void {
    const { rates, element } = this;
    this.plot?.destroy();
    this.plot = undefined;
    if (!rates || element.clientWidth === 0) return;
    const style = getComputedStyle(document.body);
    const colour = (name: string): string => style.getPropertyValue(name).trim() || style.color;
    const bands = [...rates.series].reverse();
    const fills = bandFills(bands.map((band) => band.colour));
    const grid = { stroke: colour('--monitor-grid'), width: 1 };
    const axis = {
      stroke: colour('--vscode-descriptionForeground'),
      font: `11px ${style.fontFamily}`,
      grid,
      ticks: { ...grid, size: 4 },
    };
    const options: uPlot.Options = {
      width: element.clientWidth,
      height: element.clientHeight,
      legend: { show: false },
      padding: [10, labelPixels(0) / 2, 0, 0],
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false }, y: false },
      scales: {
        x: { time: true },
        y: { range: (_, _low, high) => [0, Math.max(high * 1.05, 1)] },
      },
      axes: [
        {
          ...axis,
          size: 24,
          space: (_plot, _axis, from, to) => labelPixels(to - from),
          incrs: [...TIME_STEPS],
          values: (_plot, times, _axis, _space, step) => timeLabels(times, step),
        },
        {
          ...axis,
          size: 58,
          space: 28,
          values: (_, splits) => splits.map((value) => this.text(value)),
        },
      ],
      series: [
        {},
        ...bands.map(({ name }, i) => ({
          label: name,
          fill: fills[i]!,
          width: 0,
          paths: uPlot.paths.stepped!({ align: 1 }),
          points: { show: false },
        })),
      ],
      hooks: {
        draw: [(plot) => this.shadeGone(plot, colour), (plot) => this.drawMarks(plot, colour)],
        setCursor: [() => this.say()],
        setSelect: [(plot) => this.brushed(plot)],
      },
    };
    this.plot = new uPlot(options, this.stacked(), element);
    this.say();
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    if (this.plot) this.plot.setSize({ width, height });
    else this.remake();
  }

  /** Veils what rotation deleted from the capture, and says so where there is room. */
  private shadeGone(plot: uPlot, colour: (name: string) => string): void {
    const { rates } = this;
    if (rates?.goneBefore === undefined) return;
    const { ctx, bbox } = plot;
    const at = plot.valToPos(rates.goneBefore + rates.zoneMinutes * 60, 'x', true);
    const right = Math.min(at, bbox.left + bbox.width);
    if (right <= bbox.left) return;
    const ratio = window.devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, right - bbox.left, bbox.height);
    ctx.clip();
    ctx.fillStyle = colour('--vscode-editor-background');
    ctx.globalAlpha = 0.6;
    ctx.fill();
    ctx.globalAlpha = 1;
    ctx.strokeStyle = colour('--vscode-descriptionForeground');
    ctx.lineWidth = ratio;
    ctx.setLineDash([2 * ratio, 2 * ratio]);
    ctx.beginPath();
    ctx.moveTo(right - ratio / 2, bbox.top);
    ctx.lineTo(right - ratio / 2, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    if (ctx.measureText(GONE).width < right - bbox.left - 12 * ratio) {
      ctx.fillStyle = colour('--vscode-descriptionForeground');
      ctx.textAlign = 'right';
      ctx.textBaseline = 'top';
      ctx.fillText(GONE, right - 6 * ratio, bbox.top + 4 * ratio);
    }
    ctx.restore();
  }

  private drawMarks(plot: uPlot, colour: (name: string) => string): void {
    const { rates } = this;
    if (!rates) return;
    const { ctx, bbox } = plot;
    const ratio = window.devicePixelRatio;
    ctx.save();
    for (const mark of rates.marks) {
      const x = plot.valToPos(mark.time + rates.zoneMinutes * 60, 'x', true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      ctx.strokeStyle = ctx.fillStyle = colour(
        mark.kind === 'lost' ? '--monitor-lost' : '--vscode-editor-foreground',
      );
      ctx.lineWidth = ratio;
      ctx.setLineDash(mark.kind === 'lost' ? [] : [4 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.globalAlpha = 0.55;
      ctx.stroke();
      ctx.globalAlpha = 1;
      // A sign at the top, that is seen where the line is not.
      ctx.beginPath();
      ctx.moveTo(x - 4 * ratio, bbox.top - 7 * ratio);
      ctx.lineTo(x + 4 * ratio, bbox.top - 7 * ratio);
      ctx.lineTo(x, bbox.top);
      ctx.fill();
    }
    ctx.restore();
  }

  private brushed(plot: uPlot): void {
    const { rates } = this;
    const { select } = plot;
    if (!rates || select.width < LEAST_BRUSH) return;
    const zone = rates.zoneMinutes * 60;
    const from = plot.posToVal(select.left, 'x') - zone;
    const to = plot.posToVal(select.left + select.width, 'x') - zone;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.onBrush({ from, to });
  }

  private key(event: KeyboardEvent): void {
    const { rates, plot } = this;
    const last = (rates?.series[0]?.values.length ?? 0) - 1;
    if (!rates || !plot || last < 0) return;
    const from = this.at < 0 ? last : this.at;
    const target: Partial<Record<string, number>> = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      PageUp: from + 20,
      PageDown: from - 20,
      Home: 0,
      End: last,
    };
    const to = target[event.key];
    if (to !== undefined) {
      if (event.shiftKey && this.anchor < 0) this.anchor = from;
      if (!event.shiftKey) this.anchor = -1;
      this.at = Math.max(0, Math.min(last, to));
      this.point(plot);
      this.setValue();
    } else if (event.key === 'Enter' || event.key === ' ') {
      const first = Math.min(this.anchor < 0 ? from : this.anchor, from);
      const end = Math.max(this.anchor, from) + 1;
      const start = rates.start;
      this.onBrush({ from: start + first * rates.width, to: start + end * rates.width });
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Shows where the keyboard is. */
  private point(plot: uPlot): void {
    const { rates, at, anchor } = this;
    if (!rates) return;
    const xOf = (point: number): number =>
      plot.valToPos(rates.start + point * rates.width + rates.zoneMinutes * 60, 'x');
    plot.setCursor({ left: xOf(at + 0.5), top: 10 }, true);
    const left = xOf(anchor < 0 ? at : Math.min(anchor, at));
    const right = xOf(anchor < 0 ? at : Math.max(anchor, at) + 1);
    const height = plot.over.clientHeight;
    plot.setSelect({ left, top: 0, width: right - left, height }, false);
  }

  /** Says what is under the cursor. */
  private say(): void {
    const { plot, rates } = this;
    const left = plot?.cursor.left ?? -1;
    if (!plot || !rates || left < 0) {
      setText(this.readout, '');
      return;
    }
    const x = plot.posToVal(left, 'x') - rates.zoneMinutes * 60;
    setText(this.readout, this.pointText(Math.floor((x - rates.start) / rates.width)));
  }

  private pointText(point: number): string {
    const { rates } = this;
    if (!rates || point < 0) return '';
    const values = rates.series.map(({ name, values }) => ({ name, value: values[point] ?? 0 }));
    const total = values.reduce((sum, { value }) => sum + value, 0);
    const parts = values
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.value - a.value)
      .slice(0, 5)
      .map(({ name, value }) => `${name} ${this.text(value)}`);
    const time = rates.start + point * rates.width;
    const marks = rates.marks.filter((mark) => isAt(mark, time, rates.width));
    const isGone = time + rates.width <= (rates.goneBefore ?? -Infinity);
    return [
      ...(isGone ? [GONE] : []),
      ...marks.map(({ text }) => `⚠ ${text}`),
      secondsOfDay(time + rates.zoneMinutes * 60),
      `${this.text(total)} ${this.chart?.measure === 'bytes' ? '' : 'messages'}/s`.replace(
        ' /s',
        '/s',
      ),
      ...parts,
    ].join(' · ');
  }

  private setValue(): void {
    const { element, rates } = this;
    const last = Math.max(0, (rates?.series[0]?.values.length ?? 0) - 1);
    const at = this.at < 0 ? last : Math.min(this.at, last);
    element.setAttribute('aria-valuemin', '0');
    element.setAttribute('aria-valuemax', `${last}`);
    element.setAttribute('aria-valuenow', `${at}`);
    element.setAttribute('aria-valuetext', this.pointText(at) || 'nothing yet');
  }

  private sentence(): string {
    const { rates } = this;
    const length = rates?.series[0]?.values.length ?? 0;
    if (!rates || length === 0) return 'No rates yet.';
    let most = 0;
    for (let i = 0; i < length; i++)
      most = Math.max(
        most,
        rates.series.reduce((sum, { values }) => sum + values[i]!, 0),
      );
    const zone = rates.zoneMinutes * 60;
    const from = secondsOfDay(rates.start + zone);
    const to = secondsOfDay(rates.start + length * rates.width + zone);
    const marks = rates.marks
      .slice(0, 20)
      .map(({ text, time }) => ` ${text} at ${secondsOfDay(time + zone)}.`);
    const gone =
      rates.goneBefore === undefined
        ? ''
        : ` What was before ${secondsOfDay(rates.goneBefore + zone)} was deleted by rotation.`;
    return `Rates of ${this.unit} from ${from} to ${to}, at most ${this.text(most)} a second.${gone}${marks.join('')}`;
  }
}

function isAt({ time }: MonitorMark, from: number, width: number): boolean {
  return time >= from && time < from + width;
}

/** `14:03:22`. @param seconds Unix seconds, moved by the zone. */
function secondsOfDay(seconds: number): string {
  return localTime(seconds * 1000, 0).slice(11);
}
