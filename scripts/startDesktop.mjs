// npm start on a desktop with VS Code installed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './root.mjs';
import { startEnvironment, startFolders } from './startFolders.mjs';
import { output, repository, say } from './terminal.mjs';

/**
 * The `code` that opens a window here. Not the one of a VS Code server's terminal, which belongs to
 * a window elsewhere, nor the one of Windows that WSL shows.
 */
export function desktopCode() {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const path = output('which', ['code'])?.trim();
  if (!path) return undefined;
  const real = realpathSync(path);
  return real.includes('remote-cli') || real.startsWith('/mnt/') ? undefined : real;
}

/** Chromium's sandbox refuses root. */
const rootArguments = isRoot ? ['--no-sandbox'] : [];

/** @param {{ profile: string, wish: string, shows: string }} what `shows`: said of the window, as `a trace of …` */
export async function openDesktop(code, { profile, wish, shows }) {
  const folders = startFolders(`${profile}-desktop`, 'User');
  const window = spawn(
    code,
    [
      ...['--wait', '--new-window', `--extensionDevelopmentPath=${repository}`],
      ...['--user-data-dir', folders.data, '--extensions-dir', folders.extensions],
      ...['--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
      ...['--disable-telemetry', '--disable-updates', ...rootArguments],
    ],
    { stdio: 'inherit', env: { ...process.env, ...startEnvironment(wish) } },
  );
  await once(window, 'spawn');
  const closed = once(window, 'exit');
  const password =
    wish === 'demo'
      ? ' VS Code may ask for your password, since reading tracepoints needs root.'
      : '';
  say(`
A VS Code window opens with ${shows}.${password}
Close the window or press Ctrl-C here to end everything.`);
  return {
    closed,
    close() {
      endWindow(folders.data);
    },
  };
}

/** `code` leaves the window to a process of its own, whose id VS Code keeps in its data folder. */
function endWindow(data) {
  try {
    process.kill(Number(readFileSync(join(data, 'code.lock'), 'utf8')), 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
