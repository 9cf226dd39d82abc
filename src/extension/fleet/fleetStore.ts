import type { ServerOptions } from '../../fleet/nats/connect';
import { fleetKey, readAddress, type FleetAddress } from './fleetAddress';

/** Of `vscode.Memento` and `vscode.SecretStorage`, what is needed here. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}
export interface Secrets {
  get(key: string): PromiseLike<string | undefined>;
  store(key: string, value: string): PromiseLike<void>;
  delete(key: string): PromiseLike<void>;
}

const FLEETS = 'fleets';
const MOST_FLEETS = 20;

/** The fleets that the user connected to, the latest first. Passwords and credentials are in the secret storage alone. */
export class FleetStore {
  constructor(
    private readonly store: Store,
    private readonly secrets: Secrets,
  ) {}

  get all(): FleetAddress[] {
    const kept = this.store.get(FLEETS);
    return Array.isArray(kept) ? kept.flatMap((each: unknown) => readAddress(each) ?? []) : [];
  }

  /** @param secret The password, or the contents of the credentials file; undefined where there is none. */
  async remember(address: FleetAddress, secret: string | undefined): Promise<void> {
    const others = this.others(address);
    for (const old of others.splice(MOST_FLEETS - 1)) await this.secrets.delete(secretKey(old));
    if (secret === undefined) await this.secrets.delete(secretKey(address));
    else await this.secrets.store(secretKey(address), secret);
    await this.store.update(FLEETS, [address, ...others]);
  }

  async forget(address: FleetAddress): Promise<void> {
    await this.secrets.delete(secretKey(address));
    await this.store.update(FLEETS, this.others(address));
  }

  async secretOf(address: FleetAddress): Promise<string | undefined> {
    return this.secrets.get(secretKey(address));
  }

  private others(address: FleetAddress): FleetAddress[] {
    return this.all.filter((other) => fleetKey(other) !== fleetKey(address));
  }
}

function secretKey(address: FleetAddress): string {
  return `fleet ${fleetKey(address)}`;
}

/** How to reach it. */
export function serverOf(address: FleetAddress, secret: string | undefined): ServerOptions {
  const { url, login, tlsCa, tlsCert, tlsKey } = address;
  const tls = { tlsCa, tlsCert, tlsKey };
  switch (login.kind) {
    case 'none':
      return { url, ...tls };
    case 'password':
      return { url, ...tls, user: login.user, password: secret };
    case 'creds':
      return { url, ...tls, credsText: secret };
  }
}
