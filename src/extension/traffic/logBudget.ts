import { formatBytes } from '../../shared/text/quantity';

/**
 * Bytes that a window writes into its traffic log, whatever its peers send. VS Code keeps an output
 * channel in a file that it neither rotates nor empties while the window is open.
 */
const MAX_LOG = 100_000_000;

/** Lets text through until there is too much of it, and says so at its end. */
export class LogBudget {
  private left: number;

  /** @param limit Bytes. */
  constructor(private readonly limit = MAX_LOG) {
    this.left = limit;
  }

  /** @returns What may be written of the lines: all of them, a last word, or nothing. */
  take(lines: readonly string[]): string {
    if (lines.length === 0 || this.left === 0) return '';
    const text = `${lines.join('\n')}\n`;
    const bytes = Buffer.byteLength(text);
    if (bytes <= this.left) {
      this.left -= bytes;
      return text;
    }
    this.left = 0;
    return `… this log has ${formatBytes(this.limit)} and ends here, so as not to fill the disk: the capture goes on. Reload the window for a new log …\n`;
  }
}
