// The NATS server of the fleet demo: on a free port of loopback, its stream in a directory that goes with it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findNatsServer } from './natsServer.mjs';
import { Stop } from './terminal.mjs';

/**
 * @param {string} directory where it keeps its stream
 * @returns {Promise<{ url: string, closed: Promise<string>, close(): Promise<void> }>} `closed`: with why it has ended
 */
export async function startNatsServer(directory) {
  const config = join(directory, 'nats.conf');
  // Whoever is on this machine may read what the demo plays. The server chooses a port itself.
  writeFileSync(
    config,
    `listen: "127.0.0.1:-1"\njetstream { store_dir: ${JSON.stringify(join(directory, 'jetstream'))} }\n`,
  );
  // In a session of its own: Ctrl-C ends it after the agents, who still have something to say.
  const server = spawn(findNatsServer(), ['-c', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const end = () => server.kill('SIGTERM');
  process.once('exit', end);
  const lines = [];
  const closed = new Promise((resolve) => {
    server.once('error', ({ message }) => resolve(message));
    server.once('close', () => resolve(lines.slice(-10).join('\n')));
  });
  const port = await Promise.race([portOf(server, lines), closed]);
  if (typeof port !== 'number') throw new Stop(`nats-server could not be started:\n${port}`);
  return {
    url: `nats://127.0.0.1:${port}`,
    closed,
    async close() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, 'exit');
      end();
      const late = setTimeout(() => server.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Resolves when clients may connect. */
function portOf(server, lines) {
  return new Promise((resolve) => {
    let port;
    createInterface({ input: server.stderr }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 100) lines.shift();
      port ??= /Listening for client connections on .*:(\d+)$/.exec(line)?.[1];
      if (line.includes('Server is ready') && port !== undefined) resolve(Number(port));
    });
  });
}
