import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Capture } from '../../capture/capture';
import type { PeersModel } from '../../capture/model/peersModel';
import type { Disposable } from '../../shared/disposable';
import { divertSaid, say } from '../output';
import { MonitorModel } from './monitorModel';
import { MonitorView } from './monitorView';
import type { openScreen, Screen } from './screen';

/** Milliseconds from one picture to the next; what a key changes is there at once. */
const REDRAW_EVERY = 250;

/** The table of peers in the terminal, from `open` to `close`. */
export class Monitor implements Disposable {
  /** Why it could not go on. */
  failure: Error | undefined;
  private model: MonitorModel | undefined;
  private readonly view = new MonitorView(() => this.model);
  private screen: Screen | undefined;
  private diverted: Disposable | undefined;
  private readonly said: string[] = [];
  private closed = false;
  /** Something is to be drawn before its time. */
  private pressed = false;
  private wakeUp: (() => void) | undefined;
  private nextMs = 0;

  /** @param onLeave The user wants to leave, or something failed; the terminal is as it was before. */
  constructor(private readonly onLeave: () => void) {}

  /** Takes the terminal over. */
  async open(): Promise<void> {
    const path = pathToFileURL(join(__dirname, 'screen.mjs')).href;
    const bundle = (await import(path)) as { openScreen: typeof openScreen };
    if (this.closed) return;
    this.diverted = divertSaid((line) => {
      this.said.push(line);
      this.view.notice = line.replaceAll('\n', ' ');
      this.wake();
    });
    this.screen = bundle.openScreen({
      onKey: (key) => {
        if (this.view.press(key)) this.leave();
        this.wake();
      },
      onResize: () => this.wake(),
    });
    void this.run(this.screen);
  }

  show(capture: Capture, peers: PeersModel, isLive: boolean): void {
    this.model = new MonitorModel(capture, peers, isLive);
  }

  /** Gives the terminal back, and says what was said meanwhile. */
  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    this.screen?.close();
    this.diverted?.dispose();
    for (const line of this.said) say(line);
    this.wake();
  }

  private async run(screen: Screen): Promise<void> {
    try {
      while (!this.closed) {
        const now = performance.now();
        const isTime = now >= this.nextMs;
        if (isTime) this.nextMs = now + REDRAW_EVERY;
        await this.view.update(screen.size, isTime);
        // It may have been closed meanwhile.
        if (this.isOver()) return;
        screen.draw(this.view.lines());
        await this.pause();
      }
    } catch (error) {
      this.failure = error as Error;
      this.leave();
    }
  }

  private isOver(): boolean {
    return this.closed;
  }

  private leave(): void {
    if (this.closed) return;
    this.dispose();
    this.onLeave();
  }

  private wake(): void {
    this.pressed = true;
    this.wakeUp?.();
  }

  /** Until it is time for the next picture, or something was pressed. */
  private async pause(): Promise<void> {
    if (!this.pressed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, this.nextMs - performance.now()));
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.pressed = false;
  }
}
