import { stat } from 'node:fs/promises';
import { saveFailed } from '../../shared/errors/captureErrors';
import type { Capture } from '../capture';
import { Redactor } from '../redact/redactor';
import type { RedactOptions } from '../redact/tools';
import { findEarlierSegments } from '../store/segmentNames';
import { saveFile, type ExportControl } from './saveFile';

/**
 * Writes what a capture holds now, of all its segments, into one file, which then replaces what had its
 * name.
 * @param redaction What is done to it; without it the copy is as it was recorded.
 * @throws UserError `save-failed`; the reason of the signal when it aborts.
 */
export async function copyCapture(
  capture: Capture,
  path: string,
  { signal, onProgress }: ExportControl = {},
  redaction?: RedactOptions,
): Promise<void> {
  for (const file of [...(await findEarlierSegments(capture.path)), capture.path])
    if (await isSameFile(file, path)) throw saveFailed(path, 'it is the capture itself');
  const redactor = redaction && new Redactor(capture.hello!, redaction);
  await saveFile(path, runsOf(capture, redactor, onProgress), signal);
}

async function* runsOf(
  capture: Capture,
  redactor: Redactor | undefined,
  onProgress: ExportControl['onProgress'],
): AsyncGenerator<Buffer, void> {
  const of = capture.fileSize;
  let done = 0;
  for await (const run of capture.runs()) {
    yield redactor?.run(run) ?? run;
    done += run.length;
    onProgress?.(Math.min(1, done / of));
  }
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [a, b].map((path) => stat(path).catch(() => undefined)),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
