import { Capture, type CreateOptions } from '../../capture/capture';
import { PeersModel } from '../../capture/model/peersModel';
import type { Disposable } from '../../shared/disposable';
import { Recording } from './recording';

/** A hold on a recording; its file is closed when the last one is gone. */
export interface Lease extends Disposable {
  readonly recording: Recording;
}

interface Entry {
  recording: Promise<Recording>;
  holders: number;
}

/** Every capture that something shows, each opened once. */
export class Recordings implements Disposable {
  private readonly entries = new Map<string, Entry>();

  /** A new capture for a trace. @throws UserError */
  create(path: string, options: CreateOptions = {}): Promise<Lease> {
    return this.hold(path, async () => {
      const capture = await Capture.create(path, options);
      const peers = new PeersModel();
      peers.follow(capture);
      return new Recording(capture, peers, true);
    });
  }

  /** An existing capture, the live one too. @throws UserError */
  open(path: string): Promise<Lease> {
    return this.hold(path, async () => {
      const peers = new PeersModel();
      const capture = await Capture.open(path, { onAppend: peers.add });
      return new Recording(capture, peers, false);
    });
  }

  /** Absolute paths of the captures in use. */
  get paths(): string[] {
    return [...this.entries.keys()];
  }

  /** Resolves when everything that can be written is in the files. */
  async close(): Promise<void> {
    const entries = [...this.entries.values()];
    this.entries.clear();
    await Promise.allSettled(
      entries.map(async ({ recording }) => (await recording).capture.close()),
    );
  }

  dispose(): void {
    void this.close();
  }

  private async hold(path: string, load: () => Promise<Recording>): Promise<Lease> {
    const entry = this.entries.get(path) ?? { recording: load(), holders: 0 };
    this.entries.set(path, entry);
    entry.holders++;
    const dispose = once(() => {
      if (--entry.holders > 0 || this.entries.get(path) !== entry) return;
      this.entries.delete(path);
      entry.recording.then(
        ({ capture }) => capture.dispose(),
        () => undefined,
      );
    });
    try {
      return { recording: await entry.recording, dispose };
    } catch (error) {
      dispose();
      throw error;
    }
  }
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
