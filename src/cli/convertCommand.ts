import type { Chain } from '../bitcoin/read/payload';
import { ChainOfMessages } from '../capture/model/chain';
import { STANDARD_INPUT } from '../capture/sources/openInput';
import { directoryToOutput } from '../shared/errors/captureErrors';
import { checkPlace } from './convert/checkPlace';
import type { ConvertOptions } from './convert/converter';
import { converterFor, converterOfName } from './convert/converters';
import { STANDARD, writeConverted } from './convert/writeConverted';
import { checkOutput, say } from './output';
import { sayAssumed } from './sayAssumed';
import { withReading, type ReadingFlags } from './reading';

export interface ConvertFlags extends ConvertOptions, ReadingFlags {
  /** The id of a converter. */
  to?: string;
  /** The node's chain, as of `print`. */
  chain?: Chain;
}

/**
 * Writes what was recorded in another form. What was read before a signal or an error is kept.
 * @param place What an input is opened by. @param out A path, or `-` for standard output.
 * @throws UserError
 */
export async function convertCommand(
  place: string,
  out: string,
  { to, chain, ...flags }: ConvertFlags,
): Promise<void> {
  const converter = converterFor(out, to);
  const directory = converter.directory === true;
  const standard = out === STANDARD;
  if (standard && directory) throw directoryToOutput(converter.id);
  if (standard) checkOutput(converter);
  const from = place === STANDARD_INPUT ? undefined : place;
  const options = { directory, force: flags.force === true };
  const path = standard ? out : await checkPlace(from, out, options);
  const doing = `Converting ${place}`;
  const peers = converter.namesChain === true && !chain;
  const answers = converter.needsAnswers === true;
  const needs = { doing, peers, answers, terminal: standard, tellsInterruption: true };
  await withReading(place, flags, needs, async (reading) => {
    const { read, tally } = reading;
    const chains = new ChainOfMessages(read.contents, reading.peers, chain);
    const chainOf = (pid: number, row: number) => chains.of(pid, row, read.recordedPid?.(pid));
    const meant = converterOfName(out);
    if (meant && meant !== converter)
      say(`${out} is of the format ${converter.id}, not ${meant.id}.`);
    const noRoom = await writeConverted(
      converter,
      converter.namesChain ? { ...read, chainOf } : read,
      path,
      flags,
    );
    if (chains.assumed) sayAssumed();
    const where = standard ? 'standard output' : out;
    const end = reading.interrupted ? ', up to the interruption' : '';
    say(`${tally.closingLine(where, read.contents, converter.messagesOnly, noRoom)}${end}`);
  });
}
