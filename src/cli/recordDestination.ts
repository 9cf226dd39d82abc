import { existsSync } from 'node:fs';
import { Capture } from '../capture/capture';
import { fileExists } from '../shared/errors';
import type { Destination } from './destination';

/** A capture file that comes to be with the first frames: a start that failed leaves none. */
export class RecordDestination implements Destination {
  private capture: Capture | undefined;

  /** @throws UserError `file-exists` unless it may be replaced. */
  constructor(
    private readonly path: string,
    private readonly overwrite: boolean,
    private readonly limitBytes: number | undefined,
  ) {
    if (!overwrite && existsSync(path)) throw fileExists(path);
  }

  async take(frames: Buffer): Promise<void> {
    this.capture ??= await Capture.create(this.path, {
      overwrite: this.overwrite,
      limitBytes: this.limitBytes,
    });
    await this.capture.append(frames);
  }

  async close(): Promise<void> {
    await this.capture?.close();
  }
}
