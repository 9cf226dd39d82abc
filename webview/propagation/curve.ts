import uPlot from 'uplot';
import { PHASE_NAMES, type Phase } from '../../src/shared/propagationPhases';
import { durationText } from '../../src/shared/text/durationText';
import type { ChosenPropagation, PhaseCurve } from '../../src/shared/webview/propagationProtocol';
import { make, setAttribute } from '../common/dom';

/** Told apart by more than colour. */
const DASHES: Record<Phase, number[]> = { heard: [], had: [8, 4], took: [2, 3] };

/** Nodes over time, one step for each, with the median and the 90th percentile of one phase. */
export class Curve {
  readonly element = make('div', 'curve');
  private readonly legend = make('div', 'legend');
  private readonly holder = make('div', 'plot');
  private plot: uPlot | undefined;
  private curves: readonly PhaseCurve[] = [];
  private marked: Phase = 'had';
  private shown = '';

  constructor() {
    this.holder.setAttribute('role', 'img');
    this.legend.setAttribute('aria-hidden', 'true');
    this.element.append(this.legend, this.holder);
    new ResizeObserver(() => this.draw()).observe(this.holder);
    new MutationObserver(() => this.draw()).observe(document.body, {
      attributeFilter: ['class', 'style'],
    });
  }

  show({ curves, sentence }: ChosenPropagation, marked: Phase): void {
    setAttribute(this.holder, 'aria-label', `Nodes over time. ${sentence}`);
    const text = JSON.stringify([curves, marked]);
    if (text === this.shown) return;
    this.shown = text;
    this.curves = curves;
    this.marked = marked;
    this.legend.replaceChildren(
      ...curves.map(({ phase }) => {
        const item = make('span', `key ${phase}`, PHASE_NAMES[phase]);
        item.prepend(make('span', 'line'));
        return item;
      }),
    );
    this.draw();
  }

  private draw(): void {
    const { holder, curves } = this;
    this.plot?.destroy();
    this.plot = undefined;
    const { clientWidth: width, clientHeight: height } = holder;
    if (curves.length === 0 || width === 0) return;
    const style = getComputedStyle(document.body);
    const colour = (name: string) => style.getPropertyValue(name).trim() || style.color;
    const grid = { stroke: colour('--curve-grid'), width: 1 };
    const axis = {
      stroke: colour('--vscode-descriptionForeground'),
      font: `11px ${style.fontFamily}`,
      grid,
      ticks: { ...grid, size: 4 },
    };
    const most = Math.max(...curves.map(({ ms }) => ms.length));
    const options: uPlot.Options = {
      width,
      height,
      legend: { show: false },
      cursor: { show: false },
      padding: [18, 24, 0, 0],
      scales: { x: { time: false }, y: { range: [0, most * 1.05] } },
      axes: [
        { ...axis, size: 24, space: 70, values: (_, ticks) => ticks.map((ms) => timeText(ms)) },
        { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
      ],
      series: [
        {},
        ...curves.map(({ phase }) => ({
          stroke: colour(`--curve-${phase}`),
          width: 2,
          dash: DASHES[phase],
          paths: uPlot.paths.stepped!({ align: 1 }),
          points: { show: false },
        })),
      ],
      hooks: { draw: [(plot) => this.mark(plot, colour)] },
    };
    this.plot = new uPlot(options, dataOf(curves), holder);
  }

  private mark(plot: uPlot, colour: (name: string) => string): void {
    const curve = this.curves.find(({ phase }) => phase === this.marked);
    if (!curve) return;
    const { ctx, bbox } = plot;
    const ratio = window.devicePixelRatio;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour('--vscode-editor-foreground');
    ctx.lineWidth = ratio;
    ctx.font = `${11 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.textBaseline = 'bottom';
    let free = -Infinity;
    for (const [name, ms] of [
      ['median', curve.medianMs],
      ['90 %', curve.p90Ms],
    ] as const) {
      const x = plot.valToPos(ms, 'x', true);
      ctx.setLineDash([4 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      const half = ctx.measureText(name).width / 2 + 4 * ratio;
      const right = bbox.left + bbox.width + 20 * ratio;
      const at = Math.min(right - half, Math.max(x, free + half));
      ctx.textAlign = 'center';
      ctx.fillText(name, at, bbox.top - 3 * ratio);
      free = at + half;
    }
    ctx.restore();
  }
}

/** How many nodes came so far, at each moment at which one did. */
function dataOf(curves: readonly PhaseCurve[]): uPlot.AlignedData {
  const times = [...new Set([0, ...curves.flatMap(({ ms }) => ms)])].sort((a, b) => a - b);
  const counts = curves.map(({ ms }) => {
    let reached = 0;
    return times.map((time) => {
      while (reached < ms.length && ms[reached]! <= time) reached++;
      return reached;
    });
  });
  return [times, ...counts];
}

function timeText(ms: number): string {
  return ms === 0 ? '0' : durationText(ms * 1000);
}
