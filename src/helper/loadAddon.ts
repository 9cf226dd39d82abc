import type { Addon } from '../shared/addon';
import { loadAddon as load } from '../shared/loadAddon';
import { HelperFailure } from './helperFailure';

/** The addon beside this program. @throws HelperFailure `no-addon` */
export function loadAddon(): Addon {
  try {
    return load(__dirname);
  } catch (error) {
    throw new HelperFailure('no-addon', (error as Error).message.split('\n', 1)[0]!);
  }
}
