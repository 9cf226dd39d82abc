import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { buildSync } from 'esbuild';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestUser } from './testUser';

/** A process of the demo node that belongs to a test user. */
export async function startUsersNode(
  user: TestUser,
): Promise<{ child: ChildProcess; binary: string }> {
  const binary = join(user.dist, 'native/demo-node');
  const session = join(user.dist, 'native/demo-session.p2ptrace.gz');
  const play = ['--session', session, '--wait', '--speed', '50', '--loops', '0', '--with-parent'];
  const { uid, gid } = user;
  const child = spawn(binary, play, { stdio: ['ignore', 'pipe', 'inherit'], uid, gid });
  for await (const line of createInterface({ input: child.stdout })) {
    assert.equal(line, `ready ${child.pid}`);
    break;
  }
  return { child, binary };
}

export interface UserRunOptions {
  user: TestUser;
  /** As userTrace.ts takes it. */
  launch: string;
  /** A process, or a binary by its path alone. */
  node: { child?: ChildProcess; binary: string };
  /** What to run the client with, as root: it has to become the user itself. */
  wrapper?: (command: string[]) => string[];
  env?: NodeJS.ProcessEnv;
}

/** userTrace.ts at work. */
export class UserRun {
  private readonly lines: string[] = [];
  private woken: () => void = () => undefined;
  private readonly child: ChildProcess;
  private readonly finished: Promise<void>;
  stderr = '';

  constructor({ user, launch, node, wrapper, env = {} }: UserRunOptions) {
    const { uid, gid, home, dist } = user;
    const program = join(home, 'userTrace.js');
    buildSync({
      entryPoints: [resolve(__dirname, 'userTrace.ts')],
      outfile: program,
      bundle: true,
      platform: 'node',
      external: ['vscode'],
    });
    const command = [
      ...[process.execPath, program, join(dist, 'helper.js'), launch],
      ...[`${node.child?.pid ?? 0}`, node.binary],
    ];
    const [file = '', ...args] = wrapper?.(command) ?? command;
    const child = spawn(file, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      cwd: home,
      env: { PATH: process.env.PATH, HOME: home, ...env },
      ...(wrapper ? {} : { uid, gid }),
    });
    this.child = child;
    child.stderr.on('data', (data) => (this.stderr += String(data)));
    this.finished = (async () => {
      for await (const line of createInterface({ input: child.stdout })) {
        this.lines.push(line);
        this.woken();
      }
      this.lines.push('');
      this.woken();
    })();
  }

  /** What follows the first line that begins with this word. @throws when it ends without. */
  async said(word: string): Promise<string> {
    for (let i = 0; ; i++) {
      while (i >= this.lines.length) await new Promise<void>((resolve) => (this.woken = resolve));
      const line = this.lines[i]!;
      if (line.startsWith(`${word} `)) return line.slice(word.length + 1);
      assert.notEqual(line, '', `it did not say ${word}: ${this.lines.join('|')} ${this.stderr}`);
    }
  }

  /** More events than now. */
  async more(): Promise<void> {
    const seen = this.lines.length;
    while (!this.lines.slice(seen).some((line) => line.startsWith('events ')))
      await new Promise<void>((resolve) => (this.woken = resolve));
  }

  get pid(): number {
    return this.child.pid!;
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** In order. @returns how it ended. */
  async stop(): Promise<string> {
    this.child.stdin!.end();
    const end = await this.said('ended');
    await this.finished;
    return end;
  }
}
