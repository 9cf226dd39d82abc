import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what is downloaded once lies: the VS Code server, on Ubuntu the tests' browser. */
export const cache =
  process.env.BITCOIN_P2P_TRACE_CACHE ??
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'bitcoin-p2p-trace');
