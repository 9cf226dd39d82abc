import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Addon } from './addon';

/**
 * One file at one absolute path: nothing in the environment chooses what is loaded.
 * @param dist Where helper.js is, and `native/` beside it.
 * @throws the loader's error.
 */
export function loadAddon(dist: string): Addon {
  const path = join(dist, 'native', 'p2p_trace.node');
  return createRequire(path)(path) as Addon;
}
