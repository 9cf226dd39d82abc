import type { Disposable } from '../shared/disposable';
import { plural } from '../shared/text/quantity';
import type { DestinationSink } from './destination';
import type { EndSignal } from './interrupt';
import { say } from './output';

/** A trace, or what nodes elsewhere publish. */
export interface Stoppable {
  /** In order: what is under way still arrives. */
  stop(reason?: 'node-ended'): Promise<unknown>;
  /** At once. */
  abandon(): void;
}

/** Milliseconds between two looks at what the end of the trace waits for. */
const LOOK_EVERY = 250;
/** After this many looks the user is told that nothing arrives; detaching alone takes up to eight. */
const PATIENT_LOOKS = 12;
/**
 * Milliseconds that the helper has to hand over the rest when nobody waits for the destination: it detaches first,
 * which takes up to two seconds where probes are perf events.
 */
const LAST_MOMENT = 2500;

/**
 * How a trace of the command line ends: in order, when all that there is has been delivered; or, when
 * the user does not want to wait for that, at once.
 */
export class Ending implements Disposable {
  /** What made it end at once. */
  impatience: EndSignal | undefined;
  private stopping: Disposable | undefined;
  private signals = 0;
  private told = false;

  constructor(
    private readonly trace: Stoppable,
    private readonly sink: Pick<DestinationSink, 'busy' | 'waiting' | 'drop'>,
    /** `the reader of the output` */
    private readonly waitsFor: string,
  ) {}

  /** Ends the trace in order. */
  stop(reason?: 'node-ended'): void {
    void this.trace.stop(reason);
    this.stopping ??= this.watch();
  }

  /** The first signal ends the trace in order. A second one, or one after a message to the user, ends it at once. */
  interrupt(signal: EndSignal): void {
    this.signals++;
    const answers = signal === 'SIGINT' && this.told;
    // A terminal that is closed sends SIGHUP twice, by its shell and by the kernel.
    const again = signal !== 'SIGHUP' && this.signals > 1;
    if (answers || again) this.hurry(signal);
    else this.stop();
  }

  dispose(): void {
    this.stopping?.dispose();
  }

  private hurry(signal: EndSignal): void {
    if (this.impatience) return;
    this.impatience = signal;
    void this.trace.stop();
    this.sink.drop();
    this.stopping?.dispose();
    const timer = setTimeout(() => this.trace.abandon(), LAST_MOMENT);
    this.stopping = { dispose: () => clearTimeout(timer) };
  }

  private watch(): Disposable {
    let looks = 0;
    let busy = false;
    const timer = setInterval(() => {
      const still = busy && this.sink.busy;
      busy = this.sink.busy;
      if (!still && ++looks < PATIENT_LOOKS) return;
      clearInterval(timer);
      this.tell(still);
    }, LOOK_EVERY);
    return { dispose: () => clearInterval(timer) };
  }

  /** @param delivering Whether there is something to be delivered. */
  private tell(delivering: boolean): void {
    this.told = true;
    const { waiting } = this.sink;
    const what = delivering
      ? `at least ${plural(waiting, 'message')} waiting for ${this.waitsFor}`
      : 'waiting for the tracing helper, which has not handed over the rest yet';
    const key = this.signals > 0 ? 'Press Ctrl-C again' : 'Press Ctrl-C';
    say(`Stopping: ${what}. ${key} to end without waiting.`);
  }
}
