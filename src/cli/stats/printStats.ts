import { standardOutput } from '../output';
import { withReading, type ReadingFlags } from '../reading';
import { statsOf } from './stats';
import { statsJson } from './statsJson';
import { statsText } from './statsText';

/** Prints totals of what was recorded. @throws UserError */
export async function printStats(
  place: string,
  flags: ReadingFlags,
  asJson: boolean,
): Promise<void> {
  const needs = { doing: `Counting ${place}`, whole: true };
  await withReading(place, flags, needs, async (reading) => {
    const stats = await statsOf(reading);
    await standardOutput.write(asJson ? statsJson(stats) : statsText(stats));
  });
}
