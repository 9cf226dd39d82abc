import { realpathSync } from 'node:fs';
import { openSource } from '../capture/sources/openSource';
import { importsItself } from '../shared/errors/captureErrors';
import { plural } from '../shared/text/quantity';
import { onInterrupt } from './interrupt';
import { say } from './output';
import { RecordDestination } from './recordDestination';
import { sayDamages } from './sayDamages';
import { sourceFailure } from './sourceFailure';

/**
 * Writes what was recorded elsewhere into a capture file. What was read before a signal or an error is kept.
 * @param place What a source is opened by. @throws UserError
 */
export async function importCommand(
  place: string,
  file: string,
  { force }: { force?: true },
): Promise<void> {
  if (isSame(place, file)) throw importsItself(file);
  const source = await openSource(place, { isRecorded: true });
  try {
    const options = { overwrite: force === true, limitBytes: undefined };
    const destination = await RecordDestination.claim(file, options);
    const signals = onInterrupt(() => void source.stop());
    try {
      source.flow((run) => destination.take(run));
      const failure = sourceFailure(place, await source.ended);
      if (failure) throw failure;
      sayDamages(source);
    } finally {
      signals.dispose();
      await destination.close();
    }
    say(`${plural(destination.delivered, 'message')} in ${file}`);
  } finally {
    source.dispose();
  }
}

function isSame(place: string, file: string): boolean {
  try {
    return realpathSync(place) === realpathSync(file);
  } catch {
    return false;
  }
}
