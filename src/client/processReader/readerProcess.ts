import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Socket } from 'node:net';
import { lookFailed } from '../../shared/errors/targetErrors';
import { errnoText } from '../../shared/text/errnoText';
import type { Answer, Request } from './protocol';

/** Beside the bundle; in dist/ for sources that run as they are. */
const SCRIPT = __filename.endsWith('.ts')
  ? resolve(__dirname, '../../../dist/processReader.js')
  : join(__dirname, 'processReader.js');

/** Milliseconds without a word: to begin at all, and for what is read of one process. */
const TO_BEGIN = 10_000;
const TO_GO_ON = 2000;
/** Milliseconds that it waits for another request; a new one takes some 60 to begin. */
const IDLE = 3000;

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** The reader did not answer for too long, and has been killed. */
export class ReaderHung extends Error {
  /** @param gone Resolves when it is: in some waits not even a kill reaches a process. */
  constructor(readonly gone: Promise<unknown>) {
    super('the reader hung');
  }
}

/**
 * The process that reads of other processes. It is started when it is needed, kept while there is
 * more to ask, and killed when it hangs. One request at a time.
 */
export class ReaderProcess {
  private child: Child | undefined;
  /** Resolves when the child is. */
  private gone: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private receive: (answer: Answer) => void = () => undefined;
  private fail: (error: Error) => void = () => undefined;

  constructor() {
    process.on('exit', () => this.kill());
  }

  /**
   * @param take Each answer as it comes, but for the last.
   * @returns the last one. @throws ReaderHung; UserError when it cannot be started, or breaks.
   */
  ask(
    request: Request,
    take: (answer: Answer) => void,
  ): Promise<Extract<Answer, { kind: 'done' | 'refused' }>> {
    clearTimeout(this.idle);
    const fresh = this.child === undefined;
    const child = this.child ?? this.start();
    return new Promise((resolve, reject) => {
      if (child.pid === undefined) {
        // To kill what has not begun would be to kill the group of processes that we are in.
        child.once('error', (error) => reject(lookFailed(errnoText(error))));
        return;
      }
      const hung = () => this.fail(new ReaderHung(this.gone));
      let late = setTimeout(hung, fresh ? TO_BEGIN : TO_GO_ON);
      const settle = () => {
        clearTimeout(late);
        this.fail = () => this.kill();
        this.receive = () => this.kill();
      };
      this.fail = (error) => {
        settle();
        this.kill();
        reject(error);
      };
      this.receive = (answer) => {
        clearTimeout(late);
        if (answer.kind !== 'done' && answer.kind !== 'refused') {
          late = setTimeout(hung, TO_GO_ON);
          take(answer);
          return;
        }
        settle();
        this.idle = setTimeout(() => this.kill(), IDLE).unref();
        resolve(answer);
      };
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  /** Nothing that it may be waiting for keeps it, or us: where even a kill has to wait we do not. */
  private kill(): void {
    const { child } = this;
    this.child = undefined;
    if (!child) return;
    child.kill('SIGKILL');
    child.stdin.destroy();
    child.stdout.destroy();
  }

  private start(): Child {
    // Desktop VS Code is Electron; nothing else of our environment is of use there.
    const env = { ELECTRON_RUN_AS_NODE: '1', PATH: process.env.PATH };
    const child = spawn(process.execPath, [SCRIPT], { env, stdio: ['pipe', 'pipe', 'ignore'] });
    if (child.pid === undefined) return child;
    this.child = child;
    this.gone = new Promise((resolve) => child.once('exit', resolve));
    // The answer of a reader that was killed meanwhile no longer matters.
    const ifCurrent = (act: () => void) => (this.child === child ? act() : undefined);
    child.once('exit', () =>
      ifCurrent(() => this.fail(lookFailed('the process that reads them has ended'))),
    );
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) =>
      ifCurrent(() => this.receive(JSON.parse(line) as Answer)),
    );
    // While it idles it keeps nobody.
    child.unref();
    for (const pipe of [child.stdin, child.stdout] as unknown as Socket[]) pipe.unref();
    return child;
  }
}
