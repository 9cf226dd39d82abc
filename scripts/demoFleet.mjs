// npm run demo:fleet: a NATS server, three demo nodes with agents, and a VS Code that reads all three.
// `--no-window` leaves out VS Code, for a terminal; `--no-build` takes what was built before, for the tests.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFleetNode } from './demoFleetNode.mjs';
import { startNatsServer } from './demoFleetServer.mjs';
import { isRoot } from './root.mjs';
import { setUp } from './setup.mjs';
import { desktopCode, openDesktop } from './startDesktop.mjs';
import { openServer } from './startServer.mjs';
import { main, repository, say, Stop } from './terminal.mjs';

const names = ['berlin', 'oslo', 'tokyo'];
/** Milliseconds that agents have to send what they still hold. */
const lastMoment = 10_000;

const isRunning = (child) =>
  child.pid !== undefined && child.exitCode === null && child.signalCode === null;

/** Nodes first: an agent ends by itself, in order, when its node has ended. */
async function endAll({ nodes, agents }) {
  for (const node of nodes.filter(isRunning)) node.kill();
  for (const signal of ['SIGINT', 'SIGKILL']) {
    const left = agents.filter(isRunning);
    if (left.length === 0) return;
    let late;
    await Promise.race([
      Promise.all(left.map((agent) => once(agent, 'exit'))),
      new Promise((resolve) => (late = setTimeout(resolve, lastMoment))),
    ]);
    clearTimeout(late);
    for (const agent of left.filter(isRunning)) agent.kill(signal);
  }
  await Promise.all(agents.filter(isRunning).map((agent) => once(agent, 'exit')));
}

function openWindow(code, url) {
  const window = {
    profile: 'fleet',
    wish: `fleet ${url}`,
    shows: `the fleet at ${url}: ${names.join(', ')}`,
  };
  return code ? openDesktop(code, window) : openServer(window);
}

/** Says what can be done with the fleet from a terminal. */
function sayCommands(url) {
  const cli = join(repository, 'dist/cli.js');
  say(`
A fleet of three nodes is at ${url}. In another terminal:

    node ${cli} log --nats ${url}
    node ${cli} print --nats ${url} --propagation blocks

All three play the same recorded session, and each began when its agent had attached: what reaches one
reaches the next a little later. All of them have the clock of this machine.`);
}

/**
 * @param {string} directory for all files of the demo
 * @param {AbortSignal} stop aborts when it is to end
 * @param {boolean} wantsWindow
 */
async function runFleet(directory, stop, wantsWindow) {
  const code = wantsWindow ? desktopCode() : undefined;
  const started = { nodes: [], agents: [] };
  const server = await startNatsServer(directory);
  let opened;
  try {
    const ended = [server.closed.then((why) => new Stop(`The NATS server ended:\n${why}`))];
    for (const name of names) {
      if (stop.aborted) return;
      if (!isRoot) say(`${name}: reading tracepoints needs root; sudo may ask for your password.`);
      const starting = startFleetNode(
        { name, url: server.url, directory: join(directory, name), stop },
        started,
      );
      const stopped = once(stop, 'abort').then(() => undefined);
      const node = await Promise.race([starting, stopped]);
      // What comes of it no longer matters.
      starting.catch(() => undefined);
      if (!node) return;
      ended.push(node.closed.then(() => new Stop(`The agent of ${name} ended.`)));
    }
    sayCommands(server.url);
    if (wantsWindow) opened = await openWindow(code, server.url);
    else say('Press Ctrl-C here to end everything.');
    if (stop.aborted) return;
    const stopped = once(stop, 'abort').then(() => undefined);
    const why = await Promise.race([stopped, ...(opened ? [opened.closed] : []), ...ended]);
    if (why instanceof Stop && !stop.aborted) throw why;
  } finally {
    await opened?.close();
    await endAll(started);
    await server.close();
  }
}

await main(async () => {
  const args = process.argv.slice(2);
  const unknown = args.find((arg) => !['--no-window', '--no-build'].includes(arg));
  if (unknown !== undefined)
    throw new Stop(
      `There is no option ${unknown}. \`npm run demo:fleet -- --no-window\` starts the fleet without VS Code.`,
    );
  const wantsWindow = !args.includes('--no-window');
  setUp([
    ...(args.includes('--no-build') ? [] : ['build']),
    'nats',
    ...(wantsWindow && !desktopCode() ? ['vscode'] : []),
  ]);
  const stop = new AbortController();
  // A terminal and npm may both say so: the second time must not cut short what the first began.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => stop.abort());
  const directory = mkdtempSync(join(tmpdir(), 'bitcoin-p2p-trace-fleet-'));
  try {
    await runFleet(directory, stop.signal, wantsWindow);
    say('\nStopped.');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
