import { readFile } from 'node:fs/promises';
import {
  AuthorizationError,
  credsAuthenticator,
  type NatsConnection,
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
 * @param name What the server calls this client. @throws UserError if the first attempt fails
 */
export async function connectTo(server: ServerOptions, name: string): Promise<NatsConnection> {
  const options = await connectionOptions(server, name);
  try {
    return await connect(options);
  } catch (error) {
    throw worded(displayed(server.url), error as Error);
  }
}

/** A URL as it may be shown: without a password. */
export function displayed(url: string): string {
  return url.replace(/\/\/[^@/,]*@/g, '//');
}

async function connectionOptions(
  { url, creds, credsText, user, password, tlsCa, tlsCert, tlsKey }: ServerOptions,
  name: string,
): Promise<NodeConnectionOptions> {
  const servers = url.split(',').map(withoutScheme);
  const inUrl = credentialsOf(url);
  const userName = user ?? inUrl?.user;
  const pass = password ?? inUrl?.pass ?? '';
  const wantsTls = /^(tls|wss):/i.test(url) || tlsCa !== undefined || tlsCert !== undefined;
  const credentials = creds === undefined ? credsText && Buffer.from(credsText) : await read(creds);
  return {
    servers,
    name,
    timeout: PATIENCE,
    maxReconnectAttempts: -1,
    // A server that was restarted is there again within seconds.
    reconnectTimeWait: 1000,
    pingInterval: 20_000,
    ...(userName !== undefined && { user: userName, pass }),
    ...(credentials && { authenticator: credsAuthenticator(credentials) }),
    ...(wantsTls && {
      tls: {
        ...(tlsCa !== undefined && { ca: (await read(tlsCa)).toString() }),
        ...(tlsCert !== undefined && { cert: (await read(tlsCert)).toString() }),
        ...(tlsKey !== undefined && { key: (await read(tlsKey)).toString() }),
      },
    }),
  };
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

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadableCredentials(path, errnoText(error));
  }
}

function worded(url: string, error: Error): Error {
  const detail = errnoText(error.cause instanceof Error ? error.cause : error);
  if (error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError)
    return refused(url, error.message);
  if (/certificate|self.signed|CERT_|altname/i.test(`${detail} ${error.message}`))
    return untrusted(url, detail);
  return unreachable(url, detail);
}
