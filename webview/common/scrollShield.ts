/** Milliseconds without a scroll until what is below the mouse is the user's choice again. */
const REST_MS = 120;

/**
 * Covers what scrolls while it scrolls, so that the browser does not style each row anew that passes below
 * the mouse. It leaves at once when the mouse moves, and hands on a click.
 */
export class ScrollShield {
  readonly element = document.createElement('div');
  private timer: number | undefined;

  constructor() {
    const { element } = this;
    element.className = 'scroll-shield';
    element.hidden = true;
    element.addEventListener('pointermove', ({ movementX, movementY }) => {
      // A browser tells of the mouse also where only what is below it moved.
      if (movementX !== 0 || movementY !== 0) this.leave();
    });
    for (const type of ['click', 'contextmenu', 'dblclick'])
      element.addEventListener(type, (event) => this.handOn(event as MouseEvent));
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
    event.stopPropagation();
    event.preventDefault();
    const { type, clientX, clientY, shiftKey, button } = event;
    const below = document.elementFromPoint(clientX, clientY);
    const again = { bubbles: true, cancelable: true, clientX, clientY, shiftKey, button };
    below?.dispatchEvent(new MouseEvent(type, again));
  }
}
