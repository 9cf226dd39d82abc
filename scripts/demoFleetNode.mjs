// A node of the fleet demo: a copy of the demo node that plays the busy session, with an agent beside it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { repository, say, Stop } from './terminal.mjs';

const native = join(repository, 'dist/native');

/**
 * Resolves when the node is traced and published.
 *
 * @param {{ name: string, url: string, directory: string, stop: AbortSignal }} options
 *   directory: of its own; stop: nothing more is started once it aborts
 * @param {{ nodes: import('node:child_process').ChildProcess[], agents: import('node:child_process').ChildProcess[] }} started
 *   gets each process at once, since a start may fail or be interrupted half way
 * @returns {Promise<{ closed: Promise<string> }>} `closed`: with why it has ended
 */
export async function startFleetNode({ name, url, directory, stop }, { nodes, agents }) {
  mkdirSync(directory, { recursive: true });
  // A file of its own: tracing a binary wakes every process of it that waits for a tracer.
  const binary = join(directory, 'demo-node');
  copyFileSync(join(native, 'demo-node'), binary);
  const session = join(native, 'busy-session.p2ptrace.gz');
  const node = spawn(binary, ['--session', session, '--wait', '--with-parent'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  nodes.push(node);
  const gone = Promise.race([once(node, 'error'), once(node, 'exit')]).then(() => false);
  const ready = once(node.stdout, 'data').then(() => true);
  if (!(await Promise.race([ready, gone])))
    throw new Stop(`The demo node ${name} could not be started: ${binary}.`);
  stop.throwIfAborted();

  const agent = spawn(
    process.execPath,
    [
      ...[join(repository, 'dist/cli.js'), 'publish', '--nats', url, '--name', name],
      ...['--pid', `${node.pid}`, '--spool', join(directory, 'spool')],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  agents.push(agent);
  const lines = [];
  const closed = once(agent, 'close').then(() => lines.join('\n'));
  const traced = new Promise((resolve) => {
    createInterface({ input: agent.stderr }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 10) lines.shift();
      say(`${name}: ${line}`);
      if (line.includes('Ctrl-C stops')) resolve(undefined);
    });
  });
  const why = await Promise.race([traced, closed]);
  if (why !== undefined) throw new Stop(`The agent of ${name} ended before it traced anything.`);
  return { closed };
}
