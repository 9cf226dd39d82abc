import { join } from 'node:path';
import { cache } from './cache.mjs';
import { output } from './terminal.mjs';

// Read by playwright when it is imported and by its installer.
process.env.PLAYWRIGHT_BROWSERS_PATH ??= join(cache, 'browsers');

/**
 * The browser of the tests: the one $CHROMIUM names, or an installed Chromium or Chrome. A snap is
 * left alone: it cannot reach the tests' folders.
 */
export function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'google-chrome']) {
    const path = output('which', [name])?.trim();
    if (path && !path.startsWith('/snap/')) return path;
  }
  return undefined;
}

/** Options for playwright's `chromium.launch`: no sandbox as root, no talk with the outside. */
export function launchOptions() {
  const executablePath = findChromium();
  return {
    ...(executablePath && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-background-networking',
      '--disable-component-update',
    ],
  };
}
