import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunAs } from './cliRun';

/** Of this run: another may go on beside it. */
const NAME = `p2p-trace-${process.pid}`;
const SUDOERS = `/etc/sudoers.d/${NAME}`;

export interface TestUser extends RunAs {
  name: string;
  /** Undoes everything. */
  remove(): void;
}

/**
 * Makes a user who may use sudo without a password, for the time of a test, with a copy of the
 * built product. Needs root.
 * @param keptVariables Of the environment, which sudo lets through.
 * @param allowed What the user may run with sudo, as sudoers names it.
 */
export function makeTestUser(keptVariables: string[] = [], allowed = 'ALL'): TestUser {
  const home = mkdtempSync(join(tmpdir(), 'p2p-trace-user-'));
  const remove = () => {
    rmSync(SUDOERS, { force: true });
    execFileSync('userdel', ['--force', NAME]);
    rmSync(home, { recursive: true });
  };
  execFileSync('useradd', ['--home-dir', home, '--no-create-home', '--shell', '/bin/sh', NAME]);
  try {
    const id = (what: string) => Number(execFileSync('id', [what, NAME], { encoding: 'utf8' }));
    const kept = `Defaults:${NAME} env_keep += "${['LANG', ...keptVariables].join(' ')}"\n`;
    const rule = `${NAME} ALL=(root) NOPASSWD: ${allowed}\n`;
    writeFileSync(SUDOERS, `${kept}${rule}`, { mode: 0o440 });
    cpSync(resolve('dist'), join(home, 'dist'), { recursive: true });
    execFileSync('chown', ['-R', `${NAME}:`, home]);
    chmodSync(home, 0o755);
    return { name: NAME, uid: id('-u'), gid: id('-g'), home, dist: join(home, 'dist'), remove };
  } catch (error) {
    remove();
    throw error;
  }
}
