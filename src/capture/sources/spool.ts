import { mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { spoolFailed, spoolFull } from '../../shared/errors/captureErrors';
import { UserError } from '../../shared/errors/userError';
import { writeErrnoText } from '../../shared/text/errnoText';
import { Capture, type OpenOptions } from '../capture';
import type { ByteStream } from './byteStream';
import { DiskRoom } from './diskRoom';
import { FrameSource } from './frameSource';
import type { OpenedSource } from './sourceKind';

/** A directory of its owner only, for what has to be read more than once; it goes with its end. */
export class Spool {
  private readonly onExit = () => this.dispose();
  private constructor(
    private readonly directory: string,
    private readonly room: DiskRoom,
  ) {
    process.once('exit', this.onExit);
  }

  /** @param name What people call that which is kept. @throws UserError `spool-failed` */
  static async create(name: string): Promise<Spool> {
    try {
      const room = await DiskRoom.of(tmpdir(), (limit) => spoolFull(name, tmpdir(), limit));
      return new Spool(mkdtempSync(join(tmpdir(), 'bitcoin-p2p-trace-')), room);
    } catch (error) {
      throw spoolFailed(name, tmpdir(), writeErrnoText(error));
    }
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Further bytes are about to be written. @throws UserError `spool-full` */
  take(bytes: number): void {
    this.room.take(bytes);
  }

  dispose(): void {
    process.off('exit', this.onExit);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** What a file would be called that holds what a compressed one does. @param name A path, or what else people call it. */
export function decompressedName(name: string): string {
  return basename(name).replace(/\.(gz|zst)$/i, '');
}

/** Keeps a stream in a file. @returns Its path. @throws UserError */
export async function spoolBytes(stream: ByteStream, spool: Spool): Promise<string> {
  // What it is may go by its name.
  const path = spool.path(decompressedName(stream.name) || 'stream');
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of stream.all()) {
        spool.take(chunk.length);
        await file.writeFile(chunk);
      }
    } finally {
      await file.close();
    }
    return path;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw spoolFailed(stream.name, tmpdir(), writeErrnoText(error));
  }
}

/**
 * Keeps what a source gives in a capture, which is read in its place: any event of it can be looked at.
 * @param signal What came until it aborts is all. @throws UserError
 */
export async function spoolSource(
  source: OpenedSource,
  spool: Spool,
  options: OpenOptions = {},
  signal?: AbortSignal,
): Promise<OpenedSource> {
  const capture = await Capture.create(spool.path('spool.p2ptrace'));
  const following = options.onAppend && capture.onAppend(options.onAppend);
  const stop = () => void source.stop();
  signal?.addEventListener('abort', stop);
  try {
    source.flow((run) => {
      spool.take(run.length);
      return capture.append(Buffer.from(run));
    });
    const { error } = await source.ended;
    await capture.flush();
    if (capture.index.length === 0 && error) throw error;
    // What came before is told first.
    const frames = async function* () {
      yield* capture.runs();
      if (error) throw error;
    };
    return new FrameSource(source.hello, frames, options, capture, source.damages);
  } catch (error) {
    capture.dispose();
    throw error;
  } finally {
    following?.dispose();
    signal?.removeEventListener('abort', stop);
    source.dispose();
  }
}
