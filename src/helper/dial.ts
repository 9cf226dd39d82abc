import { once } from 'node:events';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import type { Addon } from '../shared/helper/addon';
import { NONCE_FILE, NONCE_SIZE } from '../shared/helper/nonce';
import { descriptorOf } from '../shared/helper/descriptorOf';
import { HelperFailure } from './helperFailure';

/**
 * Connects to the client's socket, as the user that this process is by now, and proves itself with
 * what only that user can read.
 * @throws HelperFailure `bad-arguments` unless it is a socket of that user, in a private directory,
 *   where a process of that user listens.
 */
export async function dial(path: string, uid: number, addon: Addon): Promise<Socket> {
  const directory = lstatSync(dirname(path));
  if (!directory.isDirectory() || directory.uid !== uid || (directory.mode & 0o777) !== 0o700)
    throw new HelperFailure('bad-arguments', 'the socket is not in a private directory');
  const entry = lstatSync(path);
  if (!entry.isSocket() || entry.uid !== uid)
    throw new HelperFailure('bad-arguments', 'the socket is not the invoking user’s');
  const nonce = readNonce(join(dirname(path), NONCE_FILE), uid);
  const socket = connect(path);
  await once(socket, 'connect');
  // The path may lead to another socket by now.
  if (addon.peerCredentials(descriptorOf(socket)).uid !== uid)
    throw new HelperFailure('bad-arguments', 'another user listens on the socket');
  socket.write(nonce);
  return socket;
}

function readNonce(path: string, uid: number): Buffer {
  const descriptor = openSync(
    path,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  try {
    const file = fstatSync(descriptor);
    if (!file.isFile() || file.uid !== uid || (file.mode & 0o077) !== 0 || file.size !== NONCE_SIZE)
      throw new HelperFailure('bad-arguments', 'the nonce is not the invoking user’s secret');
    const nonce = Buffer.alloc(NONCE_SIZE);
    readSync(descriptor, nonce, 0, NONCE_SIZE, 0);
    return nonce;
  } finally {
    closeSync(descriptor);
  }
}
