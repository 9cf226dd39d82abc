/** Milliseconds without a scroll until what is below the mouse is the user's choice again. */
const REST_MS = 120;

/**
 * Covers what scrolls while it scrolls, so that the browser does not style each row anew that passes below
 * the mouse. It leaves at once when the mouse moves or is pressed, and hands on what was meant for a row.
 */
export class ScrollShield {
  readonly element = document.createElement('div');
  private timer: number | undefined;
  /** A mouse button went down on it, and it left. */
  private pressed = false;

  /** @param around What it is in, with all that it covers. */
  constructor(private readonly around: HTMLElement) {
    const { element } = this;
    element.className = 'scroll-shield';
    element.hidden = true;
    around.append(element);
    element.addEventListener('pointermove', (event) => {
      // A browser tells of the mouse also where only what is below it moved.
      if (event.movementX !== 0 || event.movementY !== 0) this.leave();
      // Who listens for rows would take this for the mouse having left them.
      event.stopPropagation();
    });
    element.addEventListener('pointerdown', (event) => {
      this.pressed = true;
      this.handOn(event);
    });
    for (const type of ['click', 'contextmenu', 'dblclick'] as const)
      element.addEventListener(type, (event) => this.handOn(event));
    // Of a press on what is gone when it ends, a browser tells what holds both.
    around.addEventListener('click', (event) => {
      if (this.pressed && event.target === around) this.handOn(event);
      this.pressed = false;
    });
  }

  scrolled(): void {
    this.element.hidden = false;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.leave(), REST_MS);
  }

  private leave(): void {
    this.element.hidden = true;
  }

  private handOn(event: MouseEvent): void {
    this.leave();
    const { type, clientX, clientY } = event;
    const below = document.elementFromPoint(clientX, clientY);
    if (!below || below === this.around) return;
    event.stopPropagation();
    // Without its default, a press would not bring the keyboard here.
    if (type !== 'pointerdown') event.preventDefault();
    const Kind = event instanceof PointerEvent ? PointerEvent : MouseEvent;
    below.dispatchEvent(new Kind(type, event));
  }
}
