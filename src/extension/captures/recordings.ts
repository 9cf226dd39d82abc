import { dirname } from 'node:path';
import { Capture, type Append, type CreateOptions } from '../../capture/capture';
import { DiskRoom } from '../../capture/sources/diskRoom';
import { openCompressed } from '../../capture/sources/openInput';
import { placeName } from '../../capture/sources/placeName';
import { openSource } from '../../capture/sources/openSource';
import type { OpenedSource } from '../../capture/sources/sourceKind';
import { PeersModel } from '../../capture/model/peersModel';
import type { Disposable } from '../../shared/disposable';
import { Emitter } from '../../shared/emitter';
import { recordingFull, unreadableCapture } from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { nameOfBoth, type NameOf } from '../host/peerNames';
import { Recording } from './recording';
import { errnoText } from '../../shared/text/errnoText';

/** A hold on a recording; its file is closed when the last one is gone. */
export interface Lease extends Disposable {
  readonly recording: Recording;
}

class Entry {
  readonly recording: Promise<Recording>;
  /** The same, once it is there. */
  loaded: Recording | undefined;
  holders = 0;
  closed = false;
  /** What it is recorded from; undefined where it is shown as it is, and for a trace. */
  source: OpenedSource | undefined;

  constructor(load: (entry: Entry) => Promise<Recording>) {
    this.recording = load(this);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.source?.stop();
    this.source?.dispose();
    await (await this.recording).capture.close();
  }
}

/** Every capture that something shows, each opened once. */
export class Recordings implements Disposable {
  private readonly entries = new Map<string, Entry>();
  private readonly failed = new Emitter<UserError>();
  /** A source ended because of this, after it had begun. */
  readonly onDidFail = this.failed.event;
  private readonly changed = new Emitter<void>();
  /** A recording is open, or is not any more. */
  readonly onDidChange = this.changed.event;
  private readonly read = new Emitter<Recording>();
  /** The file of a capture that was opened is read to its end. */
  readonly onDidRead = this.read.event;

  /**
   * @param newPath Where to record what a source gives that cannot be shown as it is.
   * @param nameOf What the user calls peers.
   */
  constructor(
    private readonly newPath: () => Promise<string>,
    private readonly nameOf: NameOf = () => undefined,
  ) {}

  /** A new capture for a trace. @throws UserError */
  create(path: string, options: CreateOptions = {}): Promise<Lease> {
    return this.hold(path, async () => {
      const capture = await Capture.create(path, options);
      const peers = new PeersModel();
      peers.follow(capture);
      return new Recording(capture, peers, true);
    });
  }

  /**
   * What the user named: a capture, the live one too, or any other source. That one is recorded while it
   * is shown.
   * @param when A capture's file is read to its end, or far enough to show something: the rest follows.
   * @throws UserError
   */
  async open(place: string, when: 'whole' | 'early' = 'whole'): Promise<Lease> {
    const lease = await this.hold(place, async (entry) => {
      let peers: PeersModel | undefined = new PeersModel();
      const onAppend = (append: Append): void => peers?.add(append);
      const options = { onAppend, early: true, isRecorded: true };
      const source = (await openCompressed(place, options)) ?? (await openSource(place, options));
      if (source.capture) return this.follow(source.capture, peers, entry);
      // What is recorded of it has a model of its own.
      peers = undefined;
      return this.record(place, source, entry);
    });
    try {
      if (when === 'whole') await lease.recording.capture.whole;
      return lease;
    } catch (error) {
      lease.dispose();
      throw error;
    }
  }

  /** Those that are open, in the order in which they were opened. */
  get all(): Recording[] {
    return [...new Set(this.entries.values())].flatMap(({ loaded }) => loaded ?? []);
  }

  /** The one that is open under this name. */
  find(path: string): Recording | undefined {
    return this.entries.get(path)?.loaded;
  }

  /** Who opens it from now on reads its file anew; who holds it keeps what was read. */
  forget(path: string): void {
    this.entries.delete(path);
  }

  /** Absolute paths of the captures in use. */
  get paths(): string[] {
    return [...this.entries.keys()];
  }

  /** Resolves when everything that can be written is in the files. */
  async close(): Promise<void> {
    const entries = new Set(this.entries.values());
    this.entries.clear();
    await Promise.allSettled([...entries].map((entry) => entry.close()));
  }

  dispose(): void {
    void this.close();
  }

  /** A capture's file that is read while it is shown. */
  private follow(capture: Capture, peers: PeersModel, entry: Entry): Recording {
    const recording = new Recording(capture, peers, capture.reading, true);
    void capture.whole.then(
      () => {
        if (recording.live) recording.end(true);
        if (!entry.closed) this.read.fire(recording);
      },
      (error: unknown) => {
        recording.end(false);
        if (!entry.closed) this.failed.fire(sourceError(capture.path, error as Error));
      },
    );
    return recording;
  }

  private async record(place: string, source: OpenedSource, entry: Entry): Promise<Recording> {
    const path = await this.newPath();
    const name = placeName(place);
    const directory = dirname(path);
    // What is compressed may become any size.
    const room = await DiskRoom.of(directory, (limit) => recordingFull(name, directory, limit));
    const capture = await Capture.create(path);
    const peers = new PeersModel();
    peers.follow(capture);
    const recording = new Recording(capture, peers, true, true);
    recording.unattached = source.hello.unattached;
    recording.damages = source.damages;
    recording.notes = source.notes;
    recording.place = place;
    recording.importOf = name;
    recording.about = `read from ${recording.importOf}`;
    // A view of it asks for it by the path of its file.
    this.entries.set(path, entry);
    entry.source = source;
    source.flow((run) => {
      room.take(run.length);
      return capture.append(run);
    });
    void source.ended.then(async (end) => {
      await capture.flush().catch(() => undefined);
      recording.end(end.complete);
      if (end.error) this.failed.fire(sourceError(place, end.error));
    });
    return recording;
  }

  private opened(entry: Entry, recording: Recording): void {
    recording.nameOf = nameOfBoth(this.nameOf, recording.capture);
    entry.loaded = recording;
    this.changed.fire();
  }

  private async hold(path: string, load: (entry: Entry) => Promise<Recording>): Promise<Lease> {
    const entry = this.entries.get(path) ?? new Entry(load);
    this.entries.set(path, entry);
    entry.holders++;
    const dispose = once(() => {
      if (--entry.holders > 0) return;
      for (const [name, other] of this.entries) if (other === entry) this.entries.delete(name);
      void entry.close().catch(() => undefined);
      this.changed.fire();
    });
    try {
      const recording = await entry.recording;
      if (!entry.loaded) this.opened(entry, recording);
      return { recording, dispose };
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

function sourceError(place: string, error: Error): UserError {
  return error instanceof UserError ? error : unreadableCapture(place, errnoText(error));
}
