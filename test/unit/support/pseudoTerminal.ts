import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Terminal } from '@xterm/headless';

/** Milliseconds; on a busy machine everything takes its time. */
const PATIENCE = 50_000;

/** A program in a terminal, of which a test sees the screen and presses the keys. */
export class PseudoTerminal {
  /** All bytes that were written to the terminal. */
  output = '';
  readonly ended: Promise<number | null>;
  private readonly emulator: Terminal;
  private readonly child: ChildProcessWithoutNullStreams;

  constructor(command: readonly string[], { rows = 24, columns = 80 } = {}) {
    this.emulator = new Terminal({ rows, cols: columns, allowProposedApi: true });
    const script = join(__dirname, 'inTerminal.py');
    this.child = spawn('python3', [script, `${rows}`, `${columns}`, ...command], {
      env: { ...process.env, TERM: 'xterm-256color', COLORTERM: '' },
    });
    this.child.stdout.on('data', (data: Buffer) => {
      this.output += data.toString('latin1');
      this.emulator.write(data);
    });
    this.child.stderr.pipe(process.stderr);
    this.child.stdin.on('error', () => undefined);
    this.ended = once(this.child, 'close').then(([status]) => status as number | null);
  }

  /** What is on the screen, line by line, without blanks at the ends. */
  get lines(): string[] {
    const { active } = this.emulator.buffer;
    return Array.from({ length: this.emulator.rows }, (_, i) =>
      active.getLine(active.viewportY + i)!.translateToString(true),
    );
  }

  /** The program has the screen for itself. */
  get isTakenOver(): boolean {
    return this.emulator.buffer.active.type === 'alternate';
  }

  press(keys: string): void {
    this.child.stdin.write(`keys ${Buffer.from(keys).toString('hex')}\n`);
  }

  resize(rows: number, columns: number): void {
    this.emulator.resize(columns, rows);
    this.child.stdin.write(`size ${rows} ${columns}\n`);
  }

  /** Resolves when the screen is as expected. @throws with what is on it. */
  async shows(expected: string | RegExp | ((lines: string[]) => boolean)): Promise<void> {
    const isThere = (): boolean => {
      const { lines } = this;
      if (typeof expected === 'function') return expected(lines);
      const text = lines.join('\n');
      return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
    };
    const until = performance.now() + PATIENCE;
    while (!isThere()) {
      if (performance.now() > until)
        throw new Error(`not on the screen: ${String(expected)}\n${this.lines.join('\n')}`);
      await wait(20);
    }
  }

  /** Leaves nothing, whatever it is about. */
  async kill(): Promise<void> {
    this.child.stdin.end();
    await this.ended;
    this.emulator.dispose();
  }
}
