/** How the user says who they are. What is secret of it is kept elsewhere. */
export type FleetLogin = { kind: 'none' } | { kind: 'password'; user: string } | { kind: 'creds' };

/** A fleet as it is remembered, without anything secret. */
export interface FleetAddress {
  /** `nats://host:4222`, without a user and a password; several servers with commas between. */
  url: string;
  login: FleetLogin;
  /** Paths of PEM files. */
  tlsCa?: string | undefined;
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
  /** The stream, where it is not the usual one. */
  stream?: string | undefined;
}

/** What to read of it. */
export interface FleetChoice {
  kind: 'fleet';
  address: FleetAddress;
  /** Names of nodes; none: all. */
  nodes: readonly string[];
  /** Unix milliseconds; from now on where it is absent. */
  from?: number | undefined;
}

const SERVER =
  /^(?:(?:nats|tls):\/\/)?(?:[^\s@/,]*@)?(?:[\w.-]+|\[[\da-f:.%]+\])(?::\d{1,5})?\/?$/i;

/** `nats://host:4222`, also with the user and the stream where these tell it from others. */
export function fleetName({ url, login, stream }: FleetAddress): string {
  const user = login.kind === 'password' ? ` as ${login.user}` : '';
  return `${url}${user}${stream === undefined ? '' : ` · ${stream}`}`;
}

/** What a trace of it is called. */
export function fleetTitle(address: FleetAddress): string {
  return `the fleet at ${fleetName(address)}`;
}

/** Two addresses with the same are one fleet: the later one replaces the other. */
export function fleetKey(address: FleetAddress): string {
  return fleetName(address);
}

/** @returns What is wrong with what was typed; undefined for an address. */
export function urlProblem(text: string): string | undefined {
  const servers = text.split(',').map((server) => server.trim());
  if (text.trim() === '') return 'An address is needed, such as nats://host:4222';
  const wrong = servers.find((server) => !SERVER.test(server));
  if (wrong === undefined) return undefined;
  const [, scheme] = /^([a-z]+):\/\//i.exec(wrong) ?? [];
  return scheme !== undefined && !/^(nats|tls)$/i.test(scheme)
    ? 'An address begins with nats:// or tls://'
    : 'An address is nats://host:4222 or tls://host; several servers of a cluster with commas between';
}

/** Takes what is secret out of an address. @returns The address, with a scheme, and what it had before the @. */
export function splitUrl(text: string): { url: string; user?: string; password?: string } {
  const servers = text.split(',').map((server) => server.trim().replace(/\/$/, ''));
  const [, credentials] = /^(?:[a-z]+:\/\/)?([^\s@/,]*)@/i.exec(servers[0]!) ?? [];
  const url = servers
    .map((server) => server.replace(/^([a-z]+:\/\/)?[^\s@/,]*@/i, '$1'))
    .map((server) => (/^[a-z]+:\/\//i.test(server) ? server : `nats://${server}`))
    .join(',');
  if (credentials === undefined) return { url };
  const [user = '', password] = credentials.split(/:(.*)/s).map(decoded);
  return { url, user, ...(password !== undefined && { password }) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param value Of any version. @returns undefined for what is no address. */
export function readAddress(value: unknown): FleetAddress | undefined {
  const { url, login, tlsCa, tlsCert, tlsKey, stream } = (value ?? {}) as Record<string, unknown>;
  const known = readLogin(login);
  if (typeof url !== 'string' || urlProblem(url) !== undefined || !known) return undefined;
  const texts = { tlsCa, tlsCert, tlsKey, stream };
  const given = Object.entries(texts).filter(([, text]) => typeof text === 'string');
  return { url: splitUrl(url).url, login: known, ...Object.fromEntries(given) };
}

function readLogin(value: unknown): FleetLogin | undefined {
  const { kind, user } = (value ?? {}) as Record<string, unknown>;
  if (kind === 'password') return typeof user === 'string' ? { kind, user } : undefined;
  return kind === 'none' || kind === 'creds' ? { kind } : undefined;
}
