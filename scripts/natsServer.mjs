// The NATS server of the tests and of the fleet demo: Debian's package, unpacked and not installed, since
// installing it would start a server for everybody on this machine.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './cache.mjs';
import { asRoot } from './root.mjs';
import { output, run, say, Stop } from './terminal.mjs';

const directory = join(cache, 'nats-server');
const unpacked = join(directory, 'usr/sbin/nats-server');

/** @returns its path; undefined where it is not there. */
export function findNatsServer() {
  if (process.env.NATS_SERVER) return process.env.NATS_SERVER;
  if (existsSync(unpacked)) return unpacked;
  return output('which', ['nats-server'])?.trim();
}

/** Fetches the server unless there is one, whole or not at all. */
export function installNatsServer() {
  if (findNatsServer()) return;
  if (output('dpkg', ['--version']) === undefined)
    throw new Stop(
      'The tests of fleets need nats-server: please install it, or name it in NATS_SERVER.',
    );
  say('Fetching Debian’s nats-server, which the tests of fleets start on loopback…');
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, 'nats-'));
  const download = () => output('apt-get', ['download', 'nats-server'], { cwd: building });
  if (download() === undefined) {
    const [program, ...args] = asRoot(['apt-get', 'update', '--quiet=2']);
    run(program, args);
    if (download() === undefined)
      throw new Stop(
        'apt-get found no package nats-server: install it yourself, or name it in NATS_SERVER.',
      );
  }
  const [file] = readdirSync(building).filter((name) => name.endsWith('.deb'));
  run('dpkg', ['-x', join(building, file), building]);
  // Somebody else may have finished first.
  if (!existsSync(directory)) renameSync(building, directory);
}
