import { openSource } from '../capture/sources/openSource';
import type { OpenedSource } from '../capture/sources/sourceKind';
import { checkPlace } from './convert/checkPlace';
import type { Converter, ConvertOptions } from './convert/converter';
import { converterFor } from './convert/converters';
import { ConvertTally } from './convert/convertTally';
import { readSource } from './convert/readSource';
import { transformationsOf, type TransformationFlags } from './convert/transformations';
import { STANDARD, writeConverted } from './convert/writeConverted';
import { dieOf, onInterrupt, type EndSignal } from './interrupt';
import { say } from './output';
import { showProgress } from './progress';
import { sayDamages } from './sayDamages';
import { sourceFailure } from './sourceFailure';

export interface ConvertFlags extends ConvertOptions, TransformationFlags {
  /** The id of a converter. */
  to?: string;
}

/**
 * Writes what was recorded in another form. What was read before a signal or an error is kept.
 * @param place What a source is opened by. @param out A path, or `-` for standard output.
 * @throws UserError
 */
export async function convertCommand(
  place: string,
  out: string,
  { to, ...flags }: ConvertFlags,
): Promise<void> {
  const converter = converterFor(out, to);
  const directory = converter.directory === true;
  const path =
    out === STANDARD && !directory
      ? out
      : await checkPlace(place, out, { directory, force: flags.force === true });
  const source = await openSource(place);
  try {
    const signal = await convert(source, place, converter, { path, out, flags });
    if (signal) await dieOf(signal);
  } finally {
    source.dispose();
  }
}

/** @returns The signal that ended it before its time. */
async function convert(
  source: OpenedSource,
  place: string,
  converter: Converter,
  { path, out, flags }: { path: string; out: string; flags: ConvertFlags },
): Promise<EndSignal | undefined> {
  let ended: EndSignal | undefined;
  const signals = onInterrupt((signal) => {
    // One more ends this process at once.
    signals.dispose();
    ended = signal;
    void source.stop();
  });
  const tally = new ConvertTally();
  const read = readSource(source, transformationsOf(flags));
  const progress = showProgress(`Converting ${place}`, () => ({
    bytes: tally.bytes,
    of: source.capture?.fileSize,
  }));
  try {
    const counted = { ...read, frames: tally.count(read.frames) };
    await writeConverted(converter, counted, path, flags);
  } finally {
    progress.dispose();
    signals.dispose();
  }
  const failure = sourceFailure(place, await source.ended);
  sayDamages(source);
  const where = out === STANDARD ? 'standard output' : out;
  say(`${tally.closingLine(where, read.contents)}${ended ? ', up to the interruption' : ''}`);
  if (failure) throw failure;
  return ended;
}
