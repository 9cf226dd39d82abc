import { write } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import type { Piece } from '../capture/export/exporter';
import { binaryToTerminal, outputFailed } from '../shared/errors/captureErrors';
import { writeErrnoText } from '../shared/text/errnoText';
import type { Disposable } from '../shared/disposable';
import { visible, visibleLines } from '../shared/text/visible';

const STDOUT = 1;
const writeSome = promisify(write);

// A terminal that was closed takes no more lines, and a trace into a file goes on without it.
process.stderr.on('error', () => undefined);

/**
 * Whether nobody reads standard output any more, as after `| head`. Of a socket, which Node gives its children
 * as a pipe, what was not read when it was closed is a connection reset.
 */
export function isReaderGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'EPIPE' || code === 'ECONNRESET';
}

/** Where what is printed goes. */
export interface Output {
  /** As {@link writeOut}. */
  write: typeof writeOut;
}

export const standardOutput: Output = { write: writeOut };

/** @throws UserError `binary-to-terminal` when standard output cannot take a format. */
export function checkOutput(
  { id, binary }: { id: string; binary?: true | undefined },
  isTerminal = isatty(STDOUT),
): void {
  if (binary && isTerminal) throw binaryToTerminal(id);
}

/**
 * Writes all of a piece to standard output, without blocking the event loop where its reader does
 * not read: Node's own process.stdout would, and no signal could be handled.
 * @param encoding Of text: `latin1` for what is ASCII anyway: it takes half the time.
 * @param onWritten Is told how many bytes were taken, each time that some were.
 * @throws the system's error when the reader has gone ({@link isReaderGone}). @throws UserError `output-failed`
 */
export async function writeOut(
  piece: Piece,
  encoding: 'utf8' | 'latin1' = 'utf8',
  onWritten?: (bytes: number) => void,
): Promise<void> {
  let rest = typeof piece === 'string' ? Buffer.from(piece, encoding) : piece;
  while (rest.length > 0) {
    try {
      const { bytesWritten } = await writeSome(STDOUT, rest);
      rest = rest.subarray(bytesWritten);
      onWritten?.(bytesWritten);
    } catch (error) {
      if (isReaderGone(error)) throw error;
      // Another process that shares the pipe has made it non-blocking.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN')
        throw outputFailed(writeErrnoText(error));
      await wait(5);
    }
  }
}

let diverted: ((line: string) => void) | undefined;
/** What {@link sayOver} said stands in the last line of the terminal. */
let overwritable = false;

let quiet = false;

/** From now on nothing is said but what went wrong. */
export function beQuiet(): void {
  quiet = true;
}

/** Says a line to the person, on standard error. */
export function say(line: string): void {
  if (!quiet) sayError(line);
}

/** Says what went wrong, even where nothing else is to be said. */
export function sayError(line: string): void {
  // It may hold paths and what other programs say.
  const text = visibleLines(line);
  if (diverted) diverted(text);
  else process.stderr.write(`${cleared()}${text}\n`);
}

/** Says a line in place of the one that this said before, on a terminal only; nothing for an empty one. */
export function sayOver(line: string): void {
  if (diverted || quiet) return;
  const columns = process.stderr.columns || 80;
  const before = cleared();
  overwritable = line !== '';
  // A line that is wrapped could not be taken back.
  process.stderr.write(before + visible(line).slice(0, columns - 1));
}

function cleared(): string {
  const before = overwritable ? '\r\x1b[K' : '';
  overwritable = false;
  return before;
}

/** While the terminal shows something else, what is said goes to `take`. */
export function divertSaid(take: (line: string) => void): Disposable {
  diverted = take;
  return { dispose: () => (diverted = undefined) };
}
