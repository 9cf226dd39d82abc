import { Kvm, type KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { type About, decodeAbout } from '../wire/about';
import { BUCKET, isNodeName } from '../wire/subjects';

/** Nodes of a fleet that are read. */
const MOST_NODES = 10_000;
/** Milliseconds until the bucket is watched again that could not be. */
const AGAIN = 5000;

/** What an agent said, and when: unix milliseconds. */
export interface Said {
  about: About;
  at: number;
}

/** The bucket that agents say in who they are, made where it is not there. @throws What the server says. */
export async function ownBucket(connection: NatsConnection): Promise<KV> {
  return new Kvm(connection).create(BUCKET, { history: 1 });
}

/** What the agents have said, by the names of their nodes; nothing where there is no bucket, or it may not be read. */
export async function readAbouts(connection: NatsConnection): Promise<Map<string, Said>> {
  const abouts = new Map<string, Said>();
  try {
    const bucket = await new Kvm(connection).open(BUCKET);
    for await (const name of await bucket.keys()) {
      if (!isNodeName(name) || abouts.size >= MOST_NODES) continue;
      const entry = await bucket.get(name);
      const about = entry ? decodeAbout(entry.value) : undefined;
      if (about) abouts.set(name, { about, at: entry!.created.getTime() });
    }
  } catch {
    // The frames say who the nodes are, a little later.
  }
  return abouts;
}

/** Tells what agents say from now on, until the connection is closed. */
export function watchAbouts(
  connection: NatsConnection,
  onSaid: (node: string, about: About) => void,
): void {
  const watch = async (): Promise<void> => {
    try {
      const bucket = await new Kvm(connection).open(BUCKET);
      for await (const { key, value, isUpdate } of await bucket.watch()) {
        const about = isUpdate && isNodeName(key) ? decodeAbout(value) : undefined;
        if (about) onSaid(key, about);
      }
    } catch {
      // There may be no bucket yet, or the server is away.
    }
    if (!connection.isClosed()) setTimeout(() => void watch(), AGAIN).unref();
  };
  void watch();
}
