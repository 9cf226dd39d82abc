import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Addon } from '../shared/addon';
import { HelperFailure } from './helperFailure';

/** One absolute path: nothing in the environment chooses what root loads. */
const ADDON = join(__dirname, 'native', 'p2p_trace.node');

/** @throws HelperFailure `no-addon` */
export function loadAddon(): Addon {
  try {
    return createRequire(ADDON)(ADDON) as Addon;
  } catch (error) {
    throw new HelperFailure('no-addon', (error as Error).message.split('\n', 1)[0] ?? ADDON);
  }
}
