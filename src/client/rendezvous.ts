import { randomBytes } from 'node:crypto';
import { lstatSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DisposableList, type Disposable } from '../shared/disposable';
import { noSocketDirectory } from '../shared/errors/setupErrors';
import { NONCE_FILE, NONCE_SIZE } from '../shared/helper/nonce';
import { greet, type Greeting } from './greeting';
import { writeErrnoText } from '../shared/text/errnoText';

/** Bytes of sun_path in struct sockaddr_un, with its NUL. */
const SOCKET_PATH_SIZE = 108;
/** Only one helper is expected: more connections than a few come from a troublemaker. */
const MAX_CONNECTIONS = 8;

export interface RendezvousEvents {
  onConnected(): void;
  /** A connection was not from a helper. It is dropped, and the wait goes on. */
  onGarbage(detail: string): void;
}

/** The process that connected, as the kernel identifies it (SO_PEERCRED). */
export interface Credentials {
  pid: number;
  uid: number;
}

export type Arrival = Greeting & { credentials: Credentials };

/** A socket and a secret in a fresh private directory, where exactly one helper is awaited. */
export class Rendezvous implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly strangers = new Set<Socket>();
  private readonly nonce = randomBytes(NONCE_SIZE);
  private socketInode: bigint | undefined;

  private constructor(
    private readonly directory: string,
    private readonly server: Server,
  ) {
    server.maxConnections = MAX_CONNECTIONS;
    this.disposables.add({ dispose: () => rmSync(directory, { recursive: true, force: true }) });
    this.disposables.add({ dispose: () => void server.close() });
    this.disposables.add({ dispose: () => this.dropStrangers() });
  }

  /** @throws UserError `no-socket-directory` */
  static async open(): Promise<Rendezvous> {
    const directory = await makeDirectory();
    const server = createServer();
    const rendezvous = new Rendezvous(directory, server);
    writeFileSync(join(directory, NONCE_FILE), rendezvous.nonce, { mode: 0o600, flag: 'wx' });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error) => {
        rendezvous.dispose();
        reject(noSocketDirectory(writeErrnoText(error)));
      });
      server.listen(rendezvous.socketPath, resolve);
    });
    rendezvous.socketInode = inodeOf(rendezvous.socketPath);
    return rendezvous;
  }

  get socketPath(): string {
    return join(this.directory, 'helper.sock');
  }

  /**
   * Resolves with the first connection that greets as a helper does; the caller owns its socket.
   * @param credentialsOf What the kernel says of the process that connected.
   */
  accept(
    credentialsOf: (socket: Socket) => Credentials,
    events: RendezvousEvents,
  ): Promise<Arrival> {
    return new Promise((resolve) => {
      this.server.on('connection', (socket) => {
        this.strangers.add(socket);
        events.onConnected();
        this.receive(socket, credentialsOf).then(
          (greeting) => {
            if (!this.strangers.delete(socket)) return;
            this.server.close();
            this.dropStrangers();
            resolve(greeting);
          },
          (error: unknown) => {
            if (this.strangers.delete(socket)) events.onGarbage((error as Error).message);
          },
        );
      });
    });
  }

  /** A helper is the user's by the time it connects; root, too, would come as the user. */
  private async receive(
    socket: Socket,
    credentialsOf: (socket: Socket) => Credentials,
  ): Promise<Arrival> {
    const credentials = credentialsOf(socket);
    if (credentials.uid !== process.getuid!()) {
      socket.destroy();
      throw new Error(`it is user ${credentials.uid}’s`);
    }
    if (inodeOf(this.socketPath) !== this.socketInode) {
      socket.destroy();
      throw new Error('the socket was replaced while a helper was awaited');
    }
    return { ...(await greet(socket, this.nonce)), credentials };
  }

  private dropStrangers(): void {
    for (const socket of this.strangers) socket.destroy();
    this.strangers.clear();
  }

  /** Idempotent. The accepted connection stays. */
  dispose(): void {
    this.disposables.dispose();
  }
}

function inodeOf(path: string): bigint | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

/** mkdtemp makes it 0700, which the helper insists on. */
async function makeDirectory(): Promise<string> {
  const reasons: string[] = [];
  for (const parent of [process.env.XDG_RUNTIME_DIR, tmpdir(), '/tmp']) {
    if (!parent?.startsWith('/')) continue;
    const prefix = join(parent, 'p2p-trace-');
    if (prefix.length + 'XXXXXX/helper.sock'.length >= SOCKET_PATH_SIZE) {
      reasons.push(`${parent} is too long a path`);
      continue;
    }
    try {
      return await mkdtemp(prefix);
    } catch (error) {
      reasons.push(`in ${parent} ${writeErrnoText(error)}`);
    }
  }
  throw noSocketDirectory(reasons.join('; '));
}
