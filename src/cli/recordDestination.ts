import { lstatSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Capture } from '../capture/capture';
import { isMessage } from '../capture/index/eventIndex';
import { findEarlierSegments } from '../capture/store/segmentNames';
import { claim, unmark } from '../capture/store/writerMarker';
import { captureBusy, fileExists, saveFailed, unwritable } from '../shared/errors/captureErrors';
import { UserError } from '../shared/errors/userError';
import { HEADER } from '../shared/frames/layout';
import type { Destination } from './destination';
import { fileItself } from './fileItself';

export interface RecordOptions {
  /** A file that exists may be replaced. */
  overwrite: boolean;
  limitBytes: number | undefined;
  /** See CreateOptions. */
  whenDiskFull?: 'fail' | 'go-on';
  /** Is told of the capture before the first events are in it. */
  onCapture?: (capture: Capture) => void;
}

/** A capture file that is created with the first frames: a start that failed leaves none. */
export class RecordDestination implements Destination {
  readonly missed = 'not kept';
  readonly waitsFor = 'the disk';
  private capture: Capture | undefined;
  /** Messages that the capture took. */
  private taken = 0;
  private closed: Promise<void> | undefined;

  private constructor(
    private readonly path: string,
    private readonly options: RecordOptions,
  ) {}

  /**
   * Makes sure that the file can be written and that nobody else writes it, until `close`.
   * @throws UserError `file-exists` unless it may be replaced, `capture-busy`, `save-failed`
   */
  static async claim(name: string, options: RecordOptions): Promise<RecordDestination> {
    return new RecordDestination(await claimFile(name, options.overwrite), options);
  }

  get delivered(): number {
    if (!this.capture) return 0;
    const { index, keptRows } = this.capture;
    let messages = this.taken;
    for (let row = keptRows; row < index.length; row++) if (isMessage(index.kind(row))) messages--;
    return messages;
  }

  async take(frames: Buffer): Promise<void> {
    this.capture ??= await this.create();
    const { index } = this.capture;
    const before = index.length;
    try {
      await this.capture.append(frames);
    } finally {
      // Whether they could be written or not: `delivered` tells that.
      if (index.length > before) this.taken += messagesIn(frames);
    }
  }

  close(): Promise<void> {
    return (this.closed ??= this.finish());
  }

  private async create(): Promise<Capture> {
    const capture = await Capture.create(this.path, this.options);
    this.options.onCapture?.(capture);
    return capture;
  }

  private async finish(): Promise<void> {
    try {
      await this.capture?.close();
    } finally {
      await unmark(this.path);
    }
  }
}

/**
 * Makes sure that a file can be written and that nobody else writes it, until `unmark`.
 * @returns Its path.
 * @throws UserError `file-exists` unless it may be replaced, `capture-busy`, `save-failed`
 */
export async function claimFile(name: string, overwrite: boolean): Promise<string> {
  try {
    const path = fileItself(name);
    const exists = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
    if (exists && !lstatSync(path).isFile())
      throw saveFailed(name, 'it is not a regular file', 'Choose another name.');
    if (!overwrite && (exists || (await findEarlierSegments(path)).length > 0))
      throw fileExists(name, '--force');
    if (exists) await (await open(path, 'r+')).close();
    if (!(await claim(path))) throw captureBusy(name);
    return path;
  } catch (error) {
    throw error instanceof UserError ? error : unwritable(name, error);
  }
}

/** @param frames Whole ones. */
function messagesIn(frames: Buffer): number {
  let messages = 0;
  for (let at = 0; at < frames.length; at += frames.readUInt32LE(at + HEADER.length))
    if (isMessage(frames.readUInt16LE(at + HEADER.kind))) messages++;
  return messages;
}
