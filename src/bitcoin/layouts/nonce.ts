import { as, uint64 } from '../read/primitives';
import { hex64 } from '../text/hexNumber';

/** A random number that a sender chose. */
export const nonce = as<bigint>(uint64, (value) => `${hex64(value)} (${value})`);
