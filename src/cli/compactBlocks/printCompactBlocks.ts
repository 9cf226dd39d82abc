import { compactBlocksCsv } from '../../capture/export/compactBlocksCsv';
import { standardOutput } from '../output';
import { withReading, type ReadingFlags } from '../reading';
import { needsWhole, type SelectionFlags } from '../select/selection';
import { compactBlocksOf, type CompactBlockList } from './compactBlocksOf';
import { compactBlocksJson, compactBlocksText } from './compactBlocksText';

type Write = (list: CompactBlockList, unixOf: (timeNs: number) => bigint) => string;

const FORMATS: Readonly<Record<string, Write>> = {
  json: compactBlocksJson,
  csv: compactBlocksCsv,
};

/**
 * Prints compact blocks in place of events. All events are looked at; what is selected chooses by the `cmpctblock`.
 * @param format An id; any that is not one of these is text. @throws UserError
 */
export async function printCompactBlocks(
  place: string,
  flags: SelectionFlags,
  format: string,
): Promise<void> {
  const needs = {
    doing: `Reading ${place}`,
    whole: needsWhole(flags),
    peers: flags.filter !== undefined,
  };
  // What is selected is looked at here: withReading would leave out the rest.
  const all: ReadingFlags = {};
  await withReading(place, all, needs, async (reading) => {
    const list = await compactBlocksOf(reading, flags);
    const { wallNs, monotonicNs } = reading.read.hello;
    const unixOf = (timeNs: number) => BigInt(Math.round(timeNs)) - monotonicNs + wallNs;
    const write = FORMATS[format] ?? compactBlocksText;
    await standardOutput.write(write(list, unixOf));
  });
}
