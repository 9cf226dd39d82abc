import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Capture } from '../../capture/capture';
import { PeersModel } from '../../capture/model/peersModel';
import { payloadsNotKept } from '../../shared/errors/captureErrors';
import type { TraceEvent } from '../../shared/events/event';
import type { Destination } from '../destination';
import { onInterrupt } from '../interrupt';
import { say } from '../output';
import { RecordDestination, type RecordOptions } from '../recordDestination';
import { Monitor } from './monitor';

/** Bytes of messages that can be looked at, unless the trace is kept. */
const TEMPORARY_LIMIT = 500 * 1024 ** 2;

/** A live trace in the terminal, kept in a file or, as long as it goes on, in one of its own. */
export class MonitorDestination implements Destination {
  readonly waitsFor = 'the disk';
  private readonly peers = new PeersModel();
  private readonly monitor = new Monitor(() => process.kill(process.pid, 'SIGINT'));
  private readonly interrupts = onInterrupt(() => this.monitor.dispose());
  private taken = 0;
  private record: RecordDestination | undefined;
  private directory: string | undefined;
  private closed: Promise<void> | undefined;

  private constructor(private readonly options: RecordOptions) {}

  /**
   * @param path Where the trace is kept; undefined for a temporary file.
   * @throws UserError as RecordDestination.claim
   */
  static async claim(
    path: string | undefined,
    options: RecordOptions,
  ): Promise<MonitorDestination> {
    if (path === undefined) {
      const limitBytes = options.limitBytes ?? TEMPORARY_LIMIT;
      return new MonitorDestination({ overwrite: false, limitBytes, whenDiskFull: 'go-on' });
    }
    const destination = new MonitorDestination(options);
    try {
      destination.record = await RecordDestination.claim(path, destination.recordOptions);
      return destination;
    } catch (error) {
      destination.interrupts.dispose();
      throw error;
    }
  }

  get missed(): string {
    return this.isTemporary ? 'not shown' : 'not kept';
  }

  get delivered(): number {
    return this.isTemporary ? this.taken : (this.record?.delivered ?? 0);
  }

  begin(): Promise<void> {
    return this.monitor.open();
  }

  nodeEnded(pid: number): void {
    this.peers.nodeEnded(pid);
  }

  async take(frames: Buffer, events: TraceEvent[]): Promise<void> {
    this.record ??= await this.temporary();
    await this.record.take(frames);
    this.taken += events.filter(({ kind }) => kind === 'message').length;
  }

  close(): Promise<void> {
    return (this.closed ??= this.finish());
  }

  private get isTemporary(): boolean {
    return this.options.whenDiskFull === 'go-on';
  }

  private get recordOptions(): RecordOptions {
    return { ...this.options, onCapture: (capture) => this.show(capture) };
  }

  private async temporary(): Promise<RecordDestination> {
    this.directory = await mkdtemp(join(tmpdir(), 'bitcoin-p2p-trace-'));
    return RecordDestination.claim(join(this.directory, 'monitor.p2ptrace'), this.recordOptions);
  }

  private show(capture: Capture): void {
    this.peers.follow(capture);
    capture.onKeeping(() => {
      const { keeping } = capture;
      if (keeping.kind === 'failing') say(payloadsNotKept(keeping.detail).toString());
    });
    this.monitor.show(capture, this.peers, true);
  }

  private async finish(): Promise<void> {
    this.monitor.dispose();
    this.interrupts.dispose();
    try {
      // Of a file that is removed it does not matter whether all of it could be written.
      if (this.isTemporary) await this.record?.close().catch(() => undefined);
      else await this.record?.close();
    } finally {
      if (this.directory) await rm(this.directory, { recursive: true, force: true });
    }
    if (this.monitor.failure) throw this.monitor.failure;
  }
}
