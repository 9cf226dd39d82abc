import { isatty } from 'node:tty';
import type { Disposable } from '../shared/disposable';
import { formatBytes } from '../shared/text/quantity';
import { sayOver } from './output';

const STDOUT = 1;
const STDERR = 2;
/** Milliseconds that something may take without a word. */
const SILENT = 1000;
const EVERY = 200;

/** How far something is. */
export interface Done {
  /** Bytes that are read. */
  bytes: number;
  /** Of so many; undefined where nobody knows. */
  of?: number | undefined;
}

/**
 * Shows on a terminal how far something is that takes longer than a second, in a line that goes away.
 * @param what `Reading session.p2ptrace`
 * @param writes What comes of it goes to standard output: where that is a terminal, there is no room.
 */
export function showProgress(what: string, writes: boolean, look: () => Done): Disposable {
  if (!isatty(STDERR) || (writes && isatty(STDOUT))) return { dispose: () => undefined };
  const started = performance.now();
  const timer = setInterval(() => {
    const seconds = (performance.now() - started) / 1000;
    if (seconds * 1000 >= SILENT) sayOver(`${what}: ${progressText(look(), seconds)}`);
  }, EVERY);
  timer.unref();
  return {
    dispose: () => {
      clearInterval(timer);
      sayOver('');
    },
  };
}

/** `42 %, 120 MB of 280 MB, 95 MB/s` */
function progressText({ bytes, of }: Done, seconds: number): string {
  const rate = `${formatBytes(bytes / seconds)}/s`;
  if (!of) return `${formatBytes(bytes)}, ${rate}`;
  const share = Math.min(100, Math.floor((100 * bytes) / of));
  return `${share} %, ${formatBytes(bytes)} of ${formatBytes(of)}, ${rate}`;
}
