import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Disposable } from '../shared/disposable';
import { demoFailed } from '../shared/errors/setupErrors';
import { errnoText } from '../shared/text/errnoText';

export interface DemoNodeOptions {
  /** A capture to play; BITCOIN_P2P_TRACE_SESSION or else the busy node beside the program. */
  session?: string;
  /** 1 as recorded, 10 ten times as fast. */
  speed?: number;
  /** How often to play it; 0, the default, for ever. */
  loops?: number;
}

/** A process with Bitcoin Core's probes that plays a recorded session once somebody traces it. */
export class DemoNode implements Disposable {
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;

  private constructor(
    readonly pid: number,
    readonly binary: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => child.once('exit', () => resolve()));
  }

  /**
   * @param binary Absolute path of dist/native/demo-node. Resolves when it may be traced.
   * @throws UserError `demo-failed`
   */
  static start(binary: string, options: DemoNodeOptions = {}): Promise<DemoNode> {
    const busy = join(binary, '..', 'busy-session.p2ptrace.gz');
    const { session = process.env.BITCOIN_P2P_TRACE_SESSION ?? busy } = options;
    const { speed = 1, loops = 0 } = options;
    const play = ['--session', session, '--speed', `${speed}`, '--loops', `${loops}`];
    const args = [...play, '--wait', '--with-parent'];
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    let complained = '';
    child.stderr.on('data', (text) => (complained += String(text)).slice(-1000));
    return new Promise((resolve, reject) => {
      child.once('error', (error) => reject(demoFailed(errnoText(error))));
      child.once('exit', (code) =>
        reject(demoFailed(complained.trim() || `exit status ${code ?? 'unknown'}`)),
      );
      child.stdout.on('data', (text) => {
        said += String(text);
        if (said.includes('ready')) resolve(new DemoNode(child.pid!, binary, child));
      });
    });
  }

  dispose(): void {
    this.child.kill();
  }
}
