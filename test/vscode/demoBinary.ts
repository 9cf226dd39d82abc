import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { EXTENSION } from './support';

/** A copy of the demo node: a binary of its own, so that nothing else fires its probes. */
export class DemoBinary {
  readonly directory = mkdtempSync(join(tmpdir(), 'p2p-trace-node-'));
  readonly binary = join(this.directory, 'demo-node');
  private readonly native: string;
  private child: ChildProcess | undefined;

  constructor() {
    const { extensionPath } = vscode.extensions.getExtension(EXTENSION)!;
    this.native = join(extensionPath, 'dist/native');
    copyFileSync(join(this.native, 'demo-node'), this.binary);
  }

  /** Plays the recorded session over and over, or does what is asked. */
  async start(...work: string[]): Promise<number> {
    const session = join(this.native, 'demo-session.p2ptrace.gz');
    const play = ['--session', session, '--speed', '10', '--loops', '0'];
    const args = [...(work.length > 0 ? work : play), '--wait', '--with-parent'];
    this.child = spawn(this.binary, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(this.child.stdout!, 'data');
    return this.child.pid!;
  }

  async kill(): Promise<void> {
    if (!this.child) return;
    const ended = once(this.child, 'exit');
    if (this.child.kill('SIGKILL')) await ended;
    this.child = undefined;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true });
  }
}
