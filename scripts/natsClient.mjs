// The client of NATS as the extension loads it when somebody reads a fleet: all of its packages in one file, dist/nats.js.
export * from '@nats-io/jetstream';
export * from '@nats-io/kv';
export * from '@nats-io/nats-core';
export { connect } from '@nats-io/transport-node';
