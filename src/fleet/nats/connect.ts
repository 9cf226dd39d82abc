import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { checkServerIdentity, type ConnectionOptions } from 'node:tls';
import {
  type Authenticator,
  AuthorizationError,
  credsAuthenticator,
  type NatsConnection,
  TimeoutError,
  UserAuthenticationExpiredError,
} from '@nats-io/nats-core';
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';
import {
  refused,
  unreachable,
  unreadableCredentials,
  untrusted,
} from '../../shared/errors/fleetErrors';
import { errnoText } from '../../shared/text/errnoText';
import { isNodeName } from '../wire/subjects';

/** How a NATS server is reached. */
export interface ServerOptions {
  /** `nats://host:4222`, `tls://host`; several servers of a cluster with commas between. */
  url: string;
  /** Path of a file with a JWT and its seed, as `nsc` writes it. */
  creds?: string | undefined;
  /** The contents of such a file, where they are kept elsewhere. */
  credsText?: string | undefined;
  user?: string | undefined;
  password?: string | undefined;
  /** Path of a PEM file: who signs the server's certificate. */
  tlsCa?: string | undefined;
  /** Paths of PEM files: this client's certificate and key. */
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
}

/** Milliseconds. */
const PATIENCE = 10_000;

/**
 * Connects, and goes on trying to whenever the connection is lost.
 * @param name What the server calls this client.
 * @param stubborn Also while the server refuses the credentials, which may be renewed: they are read again each time.
 * @throws UserError if the first attempt fails
 */
export async function connectTo(
  server: ServerOptions,
  name: string,
  stubborn = false,
): Promise<NatsConnection> {
  const options = await connectionOptions(server, name);
  try {
    return await connect({ ...options, ignoreAuthErrorAbort: stubborn });
  } catch (error) {
    throw worded(server, error as Error);
  }
}

/** A URL as it may be shown: without a password. */
export function displayed(url: string): string {
  return url.replace(/\/\/[^@/,]*@/g, '//');
}

async function connectionOptions(
  server: ServerOptions,
  name: string,
): Promise<NodeConnectionOptions> {
  const { url, creds, credsText, user, password, tlsCa, tlsCert, tlsKey } = server;
  const servers = url.split(',').map(withoutScheme);
  const inUrl = credentialsOf(url);
  const userName = user ?? inUrl?.user;
  const pass = password ?? inUrl?.pass ?? '';
  const prefix = inboxPrefixOf(
    userName ?? nameInCredentials(credsText ?? (creds === undefined ? '' : await read(creds))),
  );
  return {
    servers,
    name,
    ...(prefix !== undefined && { inboxPrefix: prefix }),
    timeout: PATIENCE,
    maxReconnectAttempts: -1,
    // A server that was restarted is there again within seconds.
    reconnectTimeWait: 1000,
    pingInterval: 20_000,
    ...(userName !== undefined && { user: userName, pass }),
    ...(creds !== undefined && { authenticator: await authenticatorOf(creds) }),
    ...(credsText !== undefined && { authenticator: credsAuthenticator(Buffer.from(credsText)) }),
    ...(wantsTls(server) && {
      tls: {
        ...identityOf(servers.map(hostOf)),
        ...(tlsCa !== undefined && { caFile: await readable(tlsCa) }),
        ...(tlsCert !== undefined && { certFile: await readable(tlsCert) }),
        ...(tlsKey !== undefined && { keyFile: await readable(tlsKey) }),
      },
    }),
  };
}

/**
 * Answers come to an inbox with the user's name, so that a server can permit each user its own and no other's: whoever
 * may subscribe to all of `_INBOX.>` sees what readers are sent.
 * @returns undefined for a name that is not fit for a subject.
 */
function inboxPrefixOf(user: string | undefined): string | undefined {
  return user !== undefined && isNodeName(user) ? `_INBOX.${user}` : undefined;
}

/** @returns The name that the JWT of such a file gives the user; undefined where it gives none. */
function nameInCredentials(text: string | Buffer): string | undefined {
  const [, claims = ''] = /^[\w-]+\.([\w-]+)\.[\w-]+\s*$/m.exec(text.toString()) ?? [];
  try {
    const { name } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { name?: unknown };
    return typeof name === 'string' ? name : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Node takes `localhost` for the name of a server that was named by its IP address, since the client says none: then
 * the certificate has to be of one of these addresses.
 */
function identityOf(hosts: readonly string[]): Pick<ConnectionOptions, 'checkServerIdentity'> {
  const addresses = hosts.filter((host) => isIP(host) !== 0);
  if (addresses.length === 0 || hosts.includes('localhost')) return {};
  return {
    checkServerIdentity: (name, certificate) => {
      const names = name === 'localhost' ? addresses : [name];
      const errors = names.map((one) => checkServerIdentity(one, certificate));
      return errors.includes(undefined) ? undefined : errors[0];
    },
  };
}

/** @param server `host:4222`, `[::1]:4222` */
function hostOf(server: string): string {
  return server.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
}

function withoutScheme(url: string): string {
  return url
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/^[^@/]*@/, '')
    .replace(/\/.*$/, '');
}

/** `nats://user:password@host` */
function credentialsOf(url: string): { user: string; pass: string } | undefined {
  const [, user, pass] = /^[a-z]+:\/\/([^:@/]+):([^@/]*)@/i.exec(url) ?? [];
  if (user === undefined || pass === undefined) return undefined;
  return { user: decodeURIComponent(user), pass: decodeURIComponent(pass) };
}

/** The file is read for each connection: credentials are renewed. @throws UserError */
async function authenticatorOf(path: string): Promise<Authenticator> {
  let known = await read(path);
  try {
    credsAuthenticator(known)();
  } catch {
    throw unreadableCredentials(path, 'it has no JWT with its seed, as nsc writes them');
  }
  return (nonce) => {
    try {
      known = readFileSync(path);
    } catch {
      // Those of before may still be good.
    }
    return credsAuthenticator(known)(nonce);
  };
}

/** The client reads it for each connection. @returns The path. @throws UserError */
async function readable(path: string): Promise<string> {
  await read(path);
  return path;
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadableCredentials(path, errnoText(error));
  }
}

/** What the client says of a connection, as users are told it. */
export function worded(server: ServerOptions, error: Error): Error {
  const url = displayed(server.url);
  const detail = errnoText(error.cause instanceof Error ? error.cause : error);
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError)
    return refused(url, error.message);
  if (/certificate|self.signed|CERT_|altname/i.test(`${detail} ${error.message}`))
    return untrusted(url, detail);
  // A server that wants another certificate ends the connection, which the client does not tell.
  if (error instanceof TimeoutError && wantsTls(server))
    return unreachable(
      url,
      `${detail}, or it ${server.tlsCert === undefined ? 'wants a' : 'refuses the'} certificate of this client`,
    );
  return unreachable(url, detail);
}

function wantsTls({ url, tlsCa, tlsCert }: ServerOptions): boolean {
  return /^(tls|wss):/i.test(url) || tlsCa !== undefined || tlsCert !== undefined;
}
