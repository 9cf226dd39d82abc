import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
} from 'node:fs';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { settles } from './eventually';
import { installedExtension } from './session';

/** Its mounts are of its own: what these tests change of the machine, nobody else sees. */
const HOLDER = `
  mount --bind "$0/sudoers.d" /etc/sudoers.d && mount --bind "$0/rules.d" /etc/polkit-1/rules.d &&
  mount --bind "$0/run-dbus" /run/dbus && mount --bind "$1/node_modules" "$0/server/node_modules" &&
  mount --bind /usr/bin/pkexec "$0/pkexec" && mount --bind /usr/bin/sudo "$0/sudo" &&
  mount -t tmpfs -o mode=755 tmpfs /usr/local/lib &&
  mount -t overlay -o "lowerdir=/usr/bin,upperdir=$0/bin,workdir=$0/work" overlay /usr/bin &&
  echo ready && exec sleep infinity
`;

/**
 * In place of pkexec: lets the user's agent register for the process that asks, as a desktop's does for
 * all of its session, then hands on to pkexec itself. The agent asks on a terminal; it is answered
 * through a pipe.
 */
const PKEXEC = (root: string) => `#!/bin/sh
if [ -p ${root}/home/answer ]; then
  script -qec "pkttyagent --process $PPID" /dev/null <${root}/home/answer >${root}/home/agent.log 2>&1 &
  sleep 0.7
elif [ -e ${root}/home/dismissing ]; then
  /usr/bin/python3 ${root}/home/dismissing $PPID ${root}/home/registered >${root}/home/agent.log 2>&1 &
  until [ -e ${root}/home/registered ] || ! kill -0 $!; do sleep 0.1; done
fi
exec ${root}/pkexec "$@"
`;

/** Nothing is left when the tests are killed. */
const WITH_US = ['setpriv', '--pdeathsig', 'KILL', '--'];

/** Of sudo and pkexec: which are there. */
export type Programs = readonly ('sudo' | 'pkexec')[];

/**
 * An ordinary user with a VS Code server, polkitd, and sudo as a test wants it; a node of another user.
 * All goes with {@link dispose}. Needs root.
 */
export class UserMachine {
  /** Of this run: another may go on beside it. */
  readonly name = `p2p-trace-w${process.pid}`;
  readonly password = 'correct horse';
  readonly root = mkdtempSync(join(tmpdir(), 'p2p-trace-ways-'));
  readonly home = join(this.root, 'home');
  readonly binary = join(this.root, 'node/demo-node');
  private holder!: ChildProcess;
  private readonly children: ChildProcess[] = [];
  private polkitd: ChildProcess | undefined;

  static async make(): Promise<UserMachine> {
    const machine = new UserMachine();
    try {
      await machine.begin();
      return machine;
    } catch (error) {
      await machine.dispose();
      throw error;
    }
  }

  private async begin(): Promise<void> {
    const { name, root, home, password } = this;
    const folders = [
      'sudoers.d',
      'rules.d',
      'run-dbus',
      'server/node_modules',
      'bin',
      'work',
      'node',
      'home',
    ];
    for (const folder of folders) mkdirSync(join(root, folder), { recursive: true });
    execFileSync('chmod', ['755', root]);
    for (const name of ['pkexec', 'sudo']) writeFileSync(join(root, name), '');
    writeFileSync(join(root, 'wrapper'), PKEXEC(root), { mode: 0o755 });
    execFileSync('useradd', ['--home-dir', home, '--no-create-home', '--shell', '/bin/bash', name]);
    execFileSync('chpasswd', [], { input: `${name}:${password}\n` });
    const native = join(installedExtension(), 'dist/native');
    const session = join(root, 'node/session.p2ptrace.gz');
    copyFileSync(join(native, 'demo-node'), this.binary);
    copyFileSync(join(native, 'demo-session.p2ptrace.gz'), session);
    this.holder = spawn(
      'unshare',
      [
        '--mount',
        '--propagation',
        'private',
        ...WITH_US,
        'sh',
        '-c',
        HOLDER,
        root,
        serverDirectory(),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.children.push(this.holder);
    await firstLine(this.holder);
    await this.run('dbus-daemon', '--system', '--nofork', '--nopidfile', '--print-address');
    const node = spawn(
      this.binary,
      [...['--session', session, '--speed', '10'], '--loops', '0', '--wait', '--with-parent'],
      { stdio: ['ignore', 'pipe', 'inherit'], uid: 65534, gid: 65534 },
    );
    this.children.push(node);
    await firstLine(node);
  }

  /** @returns The address of the user's VS Code. */
  async startServer(): Promise<string> {
    const { home, name, holder } = this;
    const about = { home, name, holder: holder.pid, server: join(this.root, 'server') };
    const program = resolve('test/e2e/userServer.mjs');
    const server = spawn(process.execPath, [program, JSON.stringify(about)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.children.push(server);
    return firstLine(server);
  }

  /** What sudo lets the user do. */
  sudo(rule: 'passwordless' | 'password' | 'nothing'): void {
    const tag = rule === 'passwordless' ? 'NOPASSWD: ' : '';
    const allowed = rule === 'nothing' ? '' : `${this.name} ALL=(root) ${tag}ALL\n`;
    const defaults = `Defaults:${this.name} passwd_tries=1, timestamp_timeout=0\n`;
    writeFileSync(join(this.root, 'sudoers.d/user'), `${defaults}${allowed}`, { mode: 0o440 });
  }

  /** What polkit answers when the user wants to run something as root. */
  async polkit(answer: 'YES' | 'NO' | 'AUTH_SELF'): Promise<void> {
    // The JavaScript of 2009 is what polkit reads.
    const rule = `polkit.addRule(function (action, subject) { if (subject.user === '${this.name}') return polkit.Result.${answer}; });\n`;
    writeFileSync(join(this.root, 'rules.d/10-test.rules'), rule);
    if (this.polkitd) await end(this.polkitd);
    this.polkitd = this.start('/usr/lib/polkit-1/polkitd', '--no-debug');
    for (let i = 0; i < 100 && this.polkitd.exitCode === null; i++) {
      if (this.succeeds('pkaction')) return;
      await setTimeout(50);
    }
    throw new Error('polkitd does not answer');
  }

  /** An agent that asks the user, or none. */
  agent(there: boolean): void {
    const answer = join(this.home, 'answer');
    for (const name of ['answer', 'agent.log', 'dismissing', 'registered'])
      rmSync(join(this.home, name), { force: true });
    if (there) execFileSync('mkfifo', ['-m', '666', answer]);
  }

  /** An agent whose dialog the user closes, once. */
  dismissingAgent(): void {
    this.agent(false);
    copyFileSync('test/e2e/dismissingAgent.py', join(this.home, 'dismissing'));
  }

  /** Resolves when the agent has asked. */
  asked(): Promise<void> {
    return this.agentSays('Password:');
  }

  /** Resolves when the agent has got the right answer. */
  answered(): Promise<void> {
    return this.agentSays('AUTHENTICATION COMPLETE');
  }

  private agentSays(text: string): Promise<void> {
    const log = join(this.home, 'agent.log');
    return settles(`the agent’s ${text}`, () => {
      assert.ok(readFileSync(log, 'utf8').includes(text));
      return Promise.resolve();
    });
  }

  get uid(): number {
    return statSync(this.home).uid;
  }

  /** Where the user's VS Code has it. */
  get extension(): string {
    const folder = join(this.home, 'extensions');
    return join(
      folder,
      readdirSync(folder).find((name) => name.includes('p2p-trace'))!,
    );
  }

  /** Begins to type into the agent. @returns What types on, and ends. */
  typing(): ChildProcess {
    const typist = spawn('sh', ['-c', 'cat >"$0"', join(this.home, 'answer')], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    this.children.push(typist);
    return typist;
  }

  /** Which programs there are to become root with. */
  programs(there: Programs): void {
    const { root } = this;
    this.inside('rm', '-f', '/usr/bin/sudo', '/usr/bin/pkexec');
    if (there.includes('sudo')) this.inside('cp', '-p', join(root, 'sudo'), '/usr/bin/sudo');
    if (there.includes('pkexec')) this.inside('cp', join(root, 'wrapper'), '/usr/bin/pkexec');
  }

  /** The hardened helper of docs/security.md, or none. */
  installHelper(capabilities: string): void {
    const script = join(installedExtension(), 'dist/install-helper.sh');
    // The one that runs this may be a developer's own, which the script refuses.
    const node = '/usr/local/lib/node';
    this.inside('cp', process.execPath, node);
    this.inside('sh', script, this.name, capabilities, node);
  }

  removeHelper(): void {
    this.inside('rm', '-rf', '/usr/local/lib/bitcoin-p2p-trace');
  }

  async dispose(): Promise<void> {
    if (this.polkitd) await end(this.polkitd);
    for (const child of this.children.reverse()) await end(child);
    execFileSync('userdel', ['--force', this.name], { stdio: 'ignore' });
    rmSync(this.root, { recursive: true });
  }

  private inside(...command: string[]): void {
    execFileSync('nsenter', ['--mount', '--target', `${this.holder.pid}`, ...command], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }

  private succeeds(...command: string[]): boolean {
    try {
      execFileSync('nsenter', ['--mount', '--target', `${this.holder.pid}`, ...command], {
        stdio: 'ignore',
      });
      return true;
    } catch {
      return false;
    }
  }

  private start(...command: string[]): ChildProcess {
    const words = ['--mount', '--target', `${this.holder.pid}`, ...WITH_US, ...command];
    return spawn('nsenter', words, {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }

  private async run(...command: string[]): Promise<void> {
    const child = this.start(...command);
    this.children.push(child);
    await firstLine(child);
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  throw new Error(`${child.spawnargs.join(' ')} ended`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  if (child.stdin && child.spawnargs.some((word) => word.endsWith('userServer.mjs')))
    child.stdin.end();
  else child.kill('SIGKILL');
  await ended;
}

/** Where scripts/vscodeServer.mjs installed it. */
function serverDirectory(): string {
  const script = "import('./scripts/vscodeServer.mjs').then((m) => console.log(m.directory))";
  const directory = execFileSync(process.execPath, ['-e', script], { encoding: 'utf8' }).trim();
  if (!existsSync(directory)) throw new Error(`no VS Code server in ${directory}`);
  return directory;
}
