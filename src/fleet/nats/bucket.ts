import { Kvm, type KV } from '@nats-io/kv';
import type { NatsConnection } from '@nats-io/nats-core';
import { type About, decodeAbout } from '../wire/about';
import { BUCKET, isNodeName } from '../wire/subjects';

/** Nodes of a fleet that are read. */
const MOST_NODES = 10_000;

/** The bucket that agents say in who they are, made where it is not there. @throws What the server says. */
export async function ownBucket(connection: NatsConnection): Promise<KV> {
  return new Kvm(connection).create(BUCKET, { history: 1 });
}

/** What the agents have said, by the names of their nodes; nothing where there is no bucket, or it may not be read. */
export async function readAbouts(connection: NatsConnection): Promise<Map<string, About>> {
  const abouts = new Map<string, About>();
  try {
    const bucket = await new Kvm(connection).open(BUCKET);
    for await (const name of await bucket.keys()) {
      if (!isNodeName(name) || abouts.size >= MOST_NODES) continue;
      const entry = await bucket.get(name);
      const about = entry ? decodeAbout(entry.value) : undefined;
      if (about) abouts.set(name, about);
    }
  } catch {
    // The frames say who the nodes are, a little later.
  }
  return abouts;
}
