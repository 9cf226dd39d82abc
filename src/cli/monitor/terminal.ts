import type { Size } from './monitorView';

/** The other screen of the terminal, no cursor, and lines that end at the edge. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
/** A terminal that knows these shows everything between them at once. */
const BEGIN = '\x1b[?2026h';
const END = '\x1b[?2026l';

const SMALLEST: Size = { columns: 20, rows: 5 };

/** Standard output as a screen: whatever ends the process, it gets back what was on it before. */
export class Terminal {
  private left = false;
  private drawn: string[] = [];
  private readonly forget = (): void => {
    this.drawn = [];
    process.stdout.write('\x1b[2J');
    this.onResize();
  };
  private readonly restore = (): void => this.leave();

  constructor(private readonly onResize: () => void) {
    // A terminal that is closed takes no more.
    process.stdout.on('error', ignore);
    process.stdin.on('error', ignore);
    process.stdout.on('resize', this.forget);
    // What Node says of an error must not vanish with the screen.
    process.on('uncaughtExceptionMonitor', this.restore);
    process.on('exit', this.restore);
    process.stdout.write(ENTER);
  }

  /** At least as large as can be drawn on. */
  get size(): Size {
    const { columns, rows } = process.stdout;
    return {
      columns: Math.max(SMALLEST.columns, columns || 80),
      rows: Math.max(SMALLEST.rows, rows || 24),
    };
  }

  /** Draws what is other than before. @param picture Lines. */
  write(picture: string): boolean {
    if (this.left) return true;
    const { rows } = process.stdout;
    const lines = picture.split('\n').slice(0, rows || undefined);
    const changes = lines.flatMap((line, i) =>
      line === this.drawn[i] ? [] : [`\x1b[${i + 1};1H${line}\x1b[0m\x1b[K`],
    );
    if (lines.length < this.drawn.length) changes.push(`\x1b[${lines.length + 1};1H\x1b[J`);
    this.drawn = lines;
    if (changes.length > 0) process.stdout.write(`${BEGIN}${changes.join('')}${END}`);
    return true;
  }

  leave(): void {
    if (this.left) return;
    this.left = true;
    process.stdout.off('resize', this.forget);
    process.off('uncaughtExceptionMonitor', this.restore);
    process.off('exit', this.restore);
    process.stdout.write(LEAVE);
    if (process.stdin.isTTY) process.stdin.setRawMode(false);
  }
}

function ignore(): void {
  // Whoever waits for the terminal hears of it by a signal.
}
