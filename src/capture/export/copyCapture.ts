import { stat } from 'node:fs/promises';
import { saveFailed } from '../../shared/errors/captureErrors';
import { encodeFilters, encodeNames, type KeptFilter } from '../../shared/frames/annotations';
import { HEADER } from '../../shared/frames/layout';
import type { Capture } from '../capture';
import { Redactor } from '../redact/redactor';
import type { RedactOptions } from '../redact/tools';
import { isAnnotation } from '../store/annotations';
import { findEarlierSegments } from '../store/segmentNames';
import { saveFile, type ExportControl } from './saveFile';

/** What the copy says besides, in place of what the capture says. */
export interface CopyAnnotations {
  /** What peers are called, by address. */
  names: ReadonlyMap<string, string>;
  filters: readonly KeptFilter[];
}

export interface CopyOptions {
  /** What is done to it; without it the copy is as it was recorded. */
  redaction?: RedactOptions | undefined;
  /** Without them, those that the capture has. */
  annotations?: CopyAnnotations | undefined;
}

/**
 * Writes what a capture holds now, of all its segments, into one file, which then replaces what had its
 * name.
 * @throws UserError `save-failed`; the reason of the signal when it aborts.
 */
export async function copyCapture(
  capture: Capture,
  path: string,
  { signal, onProgress }: ExportControl = {},
  { redaction, annotations }: CopyOptions = {},
): Promise<void> {
  for (const file of [...(await findEarlierSegments(capture.path)), capture.path])
    if (await isSameFile(file, path)) throw saveFailed(path, 'it is the capture itself');
  const redactor = redaction && new Redactor(capture.hello!, redaction);
  const runs = runsOf(capture, redactor, onProgress);
  // Names and filters are the user's words: what is redacted has none.
  const said = annotations && !redactor ? annotated(runs, capture, annotations) : runs;
  await saveFile(path, said, signal);
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

/** They follow the hello, so that who reads the file knows them first. */
async function* annotated(
  runs: AsyncIterable<Buffer>,
  { annotations: { written } }: Capture,
  { names, filters }: CopyAnnotations,
): AsyncGenerator<Buffer, void> {
  const said = Buffer.concat([
    ...(names.size > 0 ? [encodeNames(names)] : []),
    ...(filters.length > 0 ? [encodeFilters(filters)] : []),
  ]);
  let begun = false;
  for await (const run of runs) {
    const hello = begun ? 0 : run.readUInt32LE(HEADER.length);
    if (!begun) yield Buffer.concat([run.subarray(0, hello), said]);
    begun = true;
    yield* written ? withoutAnnotations(run.subarray(hello)) : [run.subarray(hello)];
  }
}

/** The stretches of a run between those of an earlier copy. */
function* withoutAnnotations(run: Buffer): Generator<Buffer, void> {
  let from = 0;
  for (let at = 0; at < run.length;) {
    const end = at + run.readUInt32LE(at + HEADER.length);
    if (isAnnotation(run.readUInt16LE(at + HEADER.kind))) {
      if (at > from) yield run.subarray(from, at);
      from = end;
    }
    at = end;
  }
  if (from < run.length) yield run.subarray(from);
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [a, b].map((path) => stat(path).catch(() => undefined)),
  );
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}
