import type { InspectorPosition, InspectorState } from '../../src/shared/webview/inspectorProtocol';
import { inspectorState, later } from '../../src/shared/webview/keptInspector';

/** The extension host is told what to keep after the user has rested for so long, milliseconds. */
const KEEP_MS = 400;

/** Where the state of the page is kept. */
export interface StateKeeper {
  /** By this version or another. */
  readonly state: unknown;
  saveState(state: InspectorState): void;
  /** Has the extension host keep it as well. */
  keep(state: InspectorState): void;
}

/**
 * What the page goes on with when it is loaded again. VS Code writes down what a page keeps once a minute or
 * so, and a window that a browser ends or loads anew is back with that; the extension host writes at once.
 */
export class KeptState {
  private state: InspectorState | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly keeper: StateKeeper) {
    this.state = inspectorState(keeper.state);
  }

  /** How the page is divided, which holds for all messages. */
  get layout(): Pick<InspectorState, 'share' | 'more'> {
    const { share, more } = this.state ?? {};
    return { ...(share && { share }), ...(more && { more }) };
  }

  /**
   * Another message is shown.
   * @param told What the extension host has kept of it.
   * @returns Where the user was in it.
   */
  begin(
    capture: string,
    row: number,
    told: InspectorState | undefined,
  ): InspectorPosition | undefined {
    this.state = later(this.state, inspectorState(told));
    const kept = this.state;
    const place = kept?.capture === capture && kept.row === row ? kept.place : undefined;
    this.write({ capture, row, ...(place && { place }), ...this.layout });
    return place;
  }

  /** @param row The message that the place is in, or that is divided so. */
  save(row: number, change: Pick<InspectorState, 'place' | 'share' | 'more'>): void {
    const { state } = this;
    if (state?.row === row) this.write({ ...state, ...change });
  }

  /** The page is about to be gone. */
  flush(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.state) this.keeper.keep(this.state);
  }

  private write(state: Omit<InspectorState, 'at'>): void {
    this.state = { ...state, at: Date.now() };
    this.keeper.saveState(this.state);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), KEEP_MS);
  }
}
