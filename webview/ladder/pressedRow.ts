/** Pixels that a hand moves within a click. */
const STILL = 4;

/** What a click is about. */
export interface ClickedRow {
  /** The row of the grid. */
  index: number;
  /** The row of the capture that a link in it leads to. */
  link: number | undefined;
}

/**
 * Rows move below a mouse: what a wheel began goes on, and a trace that is followed grows. A click is about
 * the row that the button went down on, wherever that is when it comes up.
 */
export class PressedRow {
  private press: { at: ClickedRow | undefined; x: number; y: number } | undefined;

  pressed(event: MouseEvent): void {
    this.press = { at: clickedAt(event), x: event.clientX, y: event.clientY };
  }

  clicked(event: MouseEvent): ClickedRow | undefined {
    const { press } = this;
    this.press = undefined;
    const isStill = press && Math.hypot(event.clientX - press.x, event.clientY - press.y) <= STILL;
    return isStill ? press.at : clickedAt(event);
  }

  /** Other rows are shown: what is pressed now is about none of them. */
  forget(): void {
    if (this.press) this.press.at = undefined;
  }
}

/** The row of the grid that an event is about. */
export function indexOf(event: Event): number | undefined {
  const row = (event.target as Element).closest('.virtual-row');
  return row ? Number(row.getAttribute('aria-rowindex')) - 1 : undefined;
}

function clickedAt(event: Event): ClickedRow | undefined {
  const index = indexOf(event);
  if (index === undefined) return undefined;
  const row = (event.target as Element).closest<HTMLElement>('.link')?.dataset.row;
  return { index, link: row === undefined ? undefined : Number(row) };
}
