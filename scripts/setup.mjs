// Makes a fresh clone ready: Debian packages, npm packages, the build. A second time it takes seconds.
// Only Node's own modules may be imported from here on down: nothing else is installed yet.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { installPackages } from './debian.mjs';
import { installNatsServer } from './natsServer.mjs';
import { repository, run, say, Stop } from './terminal.mjs';

const oldestNode = 20;

function checkMachine() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Stop(
      `Bitcoin P2P Trace runs on Linux on x86-64; this is ${process.platform} on ${process.arch}.\n` +
        'It reads the tracepoints of a node on the same machine. Open that machine over SSH and start it there.',
    );
  }
  if (Number(process.versions.node.split('.')[0]) < oldestNode) {
    throw new Stop(
      `Node.js ${oldestNode} or later is needed; this is ${process.version}.\n` +
        'Install a newer one (https://nodejs.org/en/download) and try again.',
    );
  }
}

/** npm writes its own copy of the lock file last, so a newer lock file or none means work to do. */
function npmPackagesAreCurrent() {
  const installed = join(repository, 'node_modules/.package-lock.json');
  const wanted = join(repository, 'package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
}

function installNpmPackages() {
  if (npmPackagesAreCurrent()) return;
  say('Installing npm packages…');
  run('npm', ['ci', '--loglevel=error']);
}

/** On Ubuntu the system's Chromium is a snap, which cannot reach the tests' folders. */
function installBrowser() {
  if (findChromium() || existsSync(process.env.PLAYWRIGHT_BROWSERS_PATH)) return;
  say('Installing a Chromium for the tests, since a snap cannot reach their folders…');
  const playwright = join(repository, 'node_modules/playwright-core/cli.js');
  run(process.execPath, [playwright, 'install', '--with-deps', '--only-shell', 'chromium']);
}

/** @param {('build' | 'unit' | 'vscode' | 'browser' | 'privileged' | 'wireshark' | 'diagrams' | 'bench' | 'nats')[]} purposes what the machine is to be made ready for */
export function setUp(purposes) {
  checkMachine();
  installPackages(purposes.filter((purpose) => purpose !== 'nats'));
  if (purposes.includes('nats')) installNatsServer();
  installNpmPackages();
  if (purposes.includes('browser')) installBrowser();
  if (purposes.includes('build')) {
    say('Building…');
    run(process.execPath, ['scripts/build.mjs']);
  }
}
