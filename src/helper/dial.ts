import { lstatSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { HelperFailure } from './helperFailure';
import { asUser, type InvokingUser } from './privileges';

/**
 * Connects to the client's socket with the user's rights, so that root's reach nothing that the
 * user could not.
 * @throws HelperFailure `bad-arguments` unless it is a socket of that user in a private directory.
 */
export function dial(path: string, user: InvokingUser): Promise<Socket> {
  const socket = asUser(user, () => {
    const directory = lstatSync(dirname(path));
    if (
      !directory.isDirectory() ||
      directory.uid !== user.uid ||
      (directory.mode & 0o777) !== 0o700
    )
      throw new HelperFailure('bad-arguments', 'the socket is not in a private directory');
    const entry = lstatSync(path);
    if (!entry.isSocket() || entry.uid !== user.uid)
      throw new HelperFailure('bad-arguments', 'the socket is not the invoking user’s');
    // Node calls connect(2) for a path before it returns.
    return connect(path);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
