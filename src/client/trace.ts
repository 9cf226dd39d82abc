import type { Socket } from 'node:net';
import { encodeControl, type Control } from '../shared/helper/control';
import { captureFailed } from '../shared/errors/captureErrors';
import { failureError } from '../shared/errors/failureError';
import { badStream, endMissing, helperEnded } from '../shared/errors/helperErrors';
import { notLinux } from '../shared/errors/setupErrors';
import { MalformedFrame } from '../shared/frames/frameReader';
import { BadStream, FrameSplitter } from '../shared/frames/frameSplitter';
import type { Hello } from '../shared/frames/hello';
import { UserError } from '../shared/errors/userError';
import type { Sink, Source, SourceEnd } from '../shared/source';
import { encodeFilter, type TraceFilter } from '../shared/helper/traceFilter';
import type { Failure } from '../shared/frames/failure';
import { endHelper } from './endHelper';
import { onlyPid } from './helperCommand';
import { inspectRun } from './inspectRun';
import { summonHelper, type SummonedHelper, type SummonOptions } from './summon';

export interface TraceEnd extends SourceEnd {
  error?: UserError;
}

/**
 * Seconds in which a helper that is to stop may say nothing before it is killed. They are counted by a
 * timer and not by the clock, which goes on while this process is suspended.
 */
const STOP_PATIENCE = 8;

/** A live trace: one helper, from its hello to its end. */
export class Trace implements Source {
  /** Never rejects. */
  readonly ended: Promise<TraceEnd>;
  private readonly socket: Socket;
  private filter: TraceFilter;
  private pid: number;
  private stopping: 'stopped' | 'node-ended' | undefined;
  /** The last statistics have been through the sink. */
  private complete = false;
  private sinking = false;
  /** Seconds since the helper sent something, while somebody waits for it. */
  private silence = 0;
  private sink: Sink | undefined;
  private end!: (end: TraceEnd) => void;

  private constructor(
    private readonly helper: SummonedHelper,
    options: SummonOptions,
  ) {
    this.socket = helper.socket;
    this.filter = options.filter ?? {};
    this.pid = onlyPid(options.target);
    this.ended = new Promise((resolve) => (this.end = resolve));
  }

  /** Resolves when the probes are attached; nothing is read before `flow`. @throws UserError */
  static async start(options: SummonOptions): Promise<Trace> {
    if (process.platform !== 'linux') throw notLinux(process.platform);
    const helper = await summonHelper(options);
    options.onProgress?.('waiting for the first event');
    return new Trace(helper, options);
  }

  flow(sink: Sink): void {
    if (this.sink) throw new Error('a source flows once');
    this.sink = sink;
    void this.receive().then(this.end);
  }

  get hello(): Hello {
    return this.helper.hello;
  }

  /** As the kernel says, whatever the helper may. */
  get helperPid(): number {
    return this.helper.credentials.pid;
  }

  /** From now on trace this process of the binary only; 0 for every process of it. */
  onlyPid(pid: number): void {
    this.pid = pid;
    this.narrow();
  }

  /** From now on trace what this filter passes. @throws RangeError beyond what the kernel can hold. */
  setFilter(filter: TraceFilter): void {
    encodeFilter(filter);
    this.filter = filter;
    this.narrow();
  }

  /**
   * Stops in order: what the kernel still holds arrives, and a last statistics frame. That takes as long
   * as the sink does.
   */
  stop(reason: 'stopped' | 'node-ended' = 'stopped'): Promise<TraceEnd> {
    if (!this.stopping) {
      this.stopping = reason;
      if (!this.sink) this.flow(() => Promise.resolve());
      this.tell({ verb: 'stop' });
      const timer = setInterval(() => this.watchSilence(), 1000);
      void this.ended.then(() => clearInterval(timer));
    }
    return this.ended;
  }

  /** Ends at once; what is under way is lost. */
  dispose(): void {
    this.stopping ??= 'stopped';
    this.socket.destroy();
    this.end({ reason: this.stopping, complete: this.complete });
  }

  private narrow(): void {
    this.tell({ verb: 'set-filter', filter: encodeFilter(this.filter, this.pid) });
  }

  private tell(control: Control): void {
    if (this.socket.writable) this.socket.write(encodeControl(control));
  }

  /** A helper that is stopped itself, or hangs, has nothing more to give. */
  private watchSilence(): void {
    if (this.sinking) this.silence = 0;
    else if (++this.silence > STOP_PATIENCE) this.abandon();
  }

  /** Ends at once, and the helper with it, whatever it is about. */
  abandon(): void {
    this.stopping ??= 'stopped';
    this.end({ reason: this.stopping, complete: false, error: endMissing() });
    this.dispose();
    endHelper(this.helperPid, this.helper.socketPath);
  }

  private async receive(): Promise<TraceEnd> {
    let farewell: Failure | undefined;
    try {
      farewell = await this.readFrames();
    } catch (error) {
      if (error instanceof BadStream || error instanceof MalformedFrame)
        return { reason: 'bad-stream', complete: false, error: badStream(error.message) };
      if (error instanceof UserError)
        return { reason: this.stopping ?? 'stopped', complete: false, error };
      // The connection broke, which is how a killed helper ends.
    } finally {
      this.socket.destroy();
    }
    return this.endOf(farewell);
  }

  /** @param farewell What the helper said last, if it said anything. */
  private endOf(farewell: Failure | undefined): TraceEnd {
    const { complete } = this;
    const byUser = farewell?.code === 'interrupted' && farewell.detail !== 'SIGIO';
    const asked = this.stopping ?? (byUser ? 'stopped' : undefined);
    if (asked && complete) return { reason: asked, complete };
    if (asked) return { reason: asked, complete, error: endMissing() };
    const error = farewell ? failureError(farewell, this.hello.binary) : helperEnded();
    return { reason: 'helper-ended', complete, error };
  }

  /** @returns what the helper said last, if it said anything. */
  private async readFrames(): Promise<Failure | undefined> {
    const splitter = new FrameSplitter();
    await this.give(this.helper.frame);
    for await (const chunk of this.socket) {
      this.silence = 0;
      for (const run of splitter.push(chunk as Buffer)) {
        const farewell = await this.take(run);
        if (farewell) return farewell;
      }
    }
    return undefined;
  }

  private async take(run: Buffer): Promise<Failure | undefined> {
    const { frames, farewell, final } = inspectRun(run);
    if (frames.length > 0) await this.give(frames);
    this.complete ||= final;
    return farewell;
  }

  private async give(run: Buffer): Promise<void> {
    this.sinking = true;
    try {
      await this.sink!(run);
    } catch (error) {
      if (error instanceof MalformedFrame || error instanceof UserError) throw error;
      throw captureFailed(error);
    } finally {
      this.sinking = false;
    }
  }
}
