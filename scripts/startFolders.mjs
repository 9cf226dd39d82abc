import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cache } from './cache.mjs';
import { repository } from './terminal.mjs';

/** Asks the extension to trace the demo node as soon as it starts. */
export const startEnvironment = { BITCOIN_P2P_TRACE_START: 'demo' };

/** Nothing between a newcomer and the Peers view, and no talk with the outside. */
const firstSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.tips.enabled': false,
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
};

/**
 * A profile of its own for `npm start`, so that the user's VS Code stays as it is. Its settings are
 * written once: what the user changes there lasts.
 *
 * @param {string} name of the profile
 * @param {string} user path of the folder that holds settings.json, below the data folder
 */
export function startFolders(name, user) {
  const data = join(cache, name, 'data');
  const extensions = join(cache, name, 'extensions');
  const settings = join(data, user, 'settings.json');
  mkdirSync(dirname(settings), { recursive: true });
  if (!existsSync(settings)) writeFileSync(settings, JSON.stringify(firstSettings, null, 2));
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
