import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { coreFilesAt } from './coreDirectory';

/** A peer whose messages a node with `-capturemessages` wrote. */
export interface CorePeer {
  /** Absolute path of its directory. */
  path: string;
  address: string;
  bytes: number;
}

/** The peers of a directory, in the order of their names. @throws The error of the system. */
export async function corePeersAt(place: string): Promise<CorePeer[]> {
  const peers = new Map<string, CorePeer>();
  for (const { path: file, address } of await coreFilesAt(place)) {
    const path = dirname(file);
    const peer = peers.get(path) ?? { path, address, bytes: 0 };
    peer.bytes += (await stat(file)).size;
    peers.set(path, peer);
  }
  return [...peers.values()];
}

/** The place that is several peers of one directory: `message_capture/{127.0.0.1_18444,127.0.0.1_18445}`. */
export function placeOfPeers(peers: readonly CorePeer[]): string {
  const [first, ...others] = peers.map(({ path }) => path);
  if (others.length === 0) return first!;
  return join(dirname(first!), `{${[first!, ...others].map((path) => basename(path)).join(',')}}`);
}
