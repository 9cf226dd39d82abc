// npm start where there is no desktop VS Code: a VS Code server and a browser.
import { spawn } from 'node:child_process';
import { isRoot } from './root.mjs';
import { linkExtension, startEnvironment, startFolders } from './startFolders.mjs';
import { say } from './terminal.mjs';
import { installServer, startServer } from './vscodeServer.mjs';

/** Hands the address to the desktop's browser, if there is a desktop. */
function openBrowser(url) {
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return;
  const opener = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  // Without it the user opens the printed address.
  opener.on('error', () => {});
  opener.unref();
}

/** @param {{ profile: string, wish: string, shows: string }} what `shows`: said of the window, as `a trace of …` */
export async function openServer({ profile, wish, shows }) {
  installServer();
  const folders = startFolders(`${profile}-server`, 'data/User');
  linkExtension(folders.extensions);
  const server = await startServer(folders, { env: startEnvironment(wish) });
  const url = server.url({ ew: 'true' });
  const port = server.authority.split(':')[1];
  say(`
Bitcoin P2P Trace is ready. Open this address in a browser on this machine:

    ${url}

It shows VS Code with ${shows}. The address holds a secret: keep it to yourself.`);
  if (!isRoot && wish === 'demo')
    say('Its terminal may ask for your password: reading tracepoints needs root.');
  if (process.env.SSH_CONNECTION) {
    say(
      `From the machine you sit at, forward the port first: ssh -L ${port}:127.0.0.1:${port} HOST`,
    );
  }
  say('Press Ctrl-C here to end everything.');
  openBrowser(url);
  return {
    closed: server.exited,
    async close() {
      await server.stop();
      say('\nStopped.');
    },
  };
}
