import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './cache.mjs';
import { repository } from './terminal.mjs';
import { writeFirstSettings } from './vscodeSettings.mjs';

/**
 * Asks the extension for something as soon as it starts, once in this run.
 *
 * @param {string} wish `demo`, or `fleet nats://host:port`
 */
export function startEnvironment(wish) {
  return { BITCOIN_P2P_TRACE_START: `${wish} ${randomUUID()}` };
}

/**
 * A profile of its own for `npm start` and the like, so that the user's VS Code stays as it is. Its settings are
 * written once: what the user changes there lasts.
 *
 * @param {string} name of the profile
 * @param {string} user path of the folder that holds settings.json, below the data folder
 */
export function startFolders(name, user) {
  const data = join(cache, name, 'data');
  const extensions = join(cache, name, 'extensions');
  writeFirstSettings(join(data, user, 'settings.json'));
  return { data, extensions };
}

/** Makes the work tree the one installed extension of a profile. */
export function linkExtension(extensions) {
  const { publisher, name, version } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  symlinkSync(repository, join(extensions, `${publisher}.${name}-${version}`));
}
