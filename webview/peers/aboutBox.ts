import type { PeersAbout } from '../../src/shared/webview/peersProtocol';
import { make } from '../common/dom';

/** How long the mouse rests on a row before it tells more, milliseconds. */
const REST_MS = 500;
/** The mouse may take this long on its way from the row into the box, milliseconds. */
const LEAVE_MS = 150;

/** What a row tells when the mouse rests on it. Its text can be selected. */
export class AboutBox {
  readonly element = make('div', 'about');
  private timer: number | undefined;
  private id: string | undefined;

  /** @param ask What there is to tell about a row. */
  constructor(private readonly ask: (id: string) => Promise<PeersAbout | undefined>) {
    this.element.hidden = true;
    this.element.setAttribute('role', 'tooltip');
    this.element.addEventListener('pointerenter', () => clearTimeout(this.timer));
    this.element.addEventListener('pointerleave', () => this.leave());
  }

  /** The mouse is over a row. */
  over(row: HTMLElement, id: string): void {
    if (this.id === id) {
      if (!this.element.hidden) clearTimeout(this.timer);
      return;
    }
    this.hide();
    this.id = id;
    this.timer = window.setTimeout(() => void this.show(row, id), REST_MS);
  }

  leave(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.hide(), LEAVE_MS);
  }

  hide(): void {
    clearTimeout(this.timer);
    this.id = undefined;
    this.element.hidden = true;
  }

  private async show(row: HTMLElement, id: string): Promise<void> {
    const about = await this.ask(id);
    if (!about || this.id !== id || !row.isConnected) return;
    const facts = make('dl', '');
    for (const [name, value] of about.facts)
      facts.append(make('dt', '', name), make('dd', '', value));
    this.element.replaceChildren(make('div', 'about-title', about.title), facts);
    this.element.hidden = false;
    this.place(row.getBoundingClientRect());
  }

  /** Below the row, or above it where there is more room. */
  private place({ top, bottom }: DOMRect): void {
    const { element } = this;
    const below = window.innerHeight - bottom;
    const isBelow = below >= Math.min(element.scrollHeight, top) || below > top;
    element.style.top = isBelow ? `${bottom}px` : 'auto';
    element.style.bottom = isBelow ? 'auto' : `${window.innerHeight - top}px`;
    element.style.maxHeight = `${Math.max(60, (isBelow ? below : top) - 4)}px`;
  }
}
