import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import type { Recording } from './recording';
import type { Lease } from './recordings';

/** The one recording that the Peers view, the log and the status bar show. */
export class Stage implements Disposable {
  private lease: Lease | undefined;
  private end: Disposable = { dispose: () => undefined };
  private readonly changed = new Emitter<void>();

  /** Fires when another recording is shown, and when the trace of this one has ended. */
  readonly onDidChange = this.changed.event;

  get recording(): Recording | undefined {
    return this.lease?.recording;
  }

  /** Shows the recording of this lease, which the stage then owns. */
  show(lease: Lease): void {
    const before = this.lease;
    this.lease = lease;
    this.end.dispose();
    // What it captured stays.
    this.end = lease.recording.onDidEnd(() => this.changed.fire());
    this.changed.fire();
    before?.dispose();
  }

  /** The same, unless something is shown already. */
  showFirst(lease: Lease): void {
    if (this.lease) lease.dispose();
    else this.show(lease);
  }

  dispose(): void {
    this.end.dispose();
    this.lease?.dispose();
    this.lease = undefined;
    this.changed.dispose();
  }
}
