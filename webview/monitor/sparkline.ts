const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 60;
const HEIGHT = 14;

/** A small line of numbers over time, from the oldest; the highest reaches the top. */
export class Sparkline {
  readonly element = document.createElementNS(SVG, 'svg');
  private readonly path = document.createElementNS(SVG, 'path');

  constructor() {
    this.element.setAttribute('class', 'spark');
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('aria-hidden', 'true');
    this.element.append(this.path);
  }

  show(values: readonly number[]): void {
    const most = Math.max(1, ...values);
    const step = WIDTH / Math.max(1, values.length - 1);
    const points = values.map(
      (value, i) =>
        `${(i * step).toFixed(1)} ${(HEIGHT - 1 - (value / most) * (HEIGHT - 2)).toFixed(1)}`,
    );
    this.path.setAttribute('d', `M${points.join('L')}`);
  }
}
