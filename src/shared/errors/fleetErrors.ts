import { UserError } from './userError';

/** @param detail What the client or the server said. */
export function unreachable(url: string, detail: string): UserError {
  return new UserError(
    'fleet-unreachable',
    `No NATS server answers at ${url}: ${detail}.`,
    'Check the address, that the server runs, and whether it wants TLS (tls://, or --tls-ca).',
    ['retry', 'other-address', 'other-certificates'],
  );
}

/** @param detail What the server said. */
export function refused(url: string, detail: string): UserError {
  return new UserError(
    'fleet-refused',
    `The NATS server at ${url} refuses these credentials: ${detail}.`,
    'Check the credentials file (--creds), or the user (--user) and the password (NATS_PASSWORD).',
    ['other-credentials', 'retry'],
  );
}

/** @param detail What is wrong with the certificate. */
export function untrusted(url: string, detail: string): UserError {
  return new UserError(
    'fleet-untrusted',
    `The certificate of the NATS server at ${url} is not trusted: ${detail}.`,
    'Name the authority that signed it (--tls-ca), or renew the certificate on the server.',
    ['other-certificates', 'retry'],
  );
}

/** @param what Must not be done. */
export function notPermitted(what: string, detail: string): UserError {
  return new UserError(
    'fleet-not-permitted',
    `The NATS server does not permit these credentials ${what}: ${detail}.`,
    'docs/fleet.md lists what an agent and a reader have to be permitted.',
    ['other-credentials', 'retry'],
  );
}

/** @param most Bytes of a message, as it may be shown. @param least The same of what is needed. */
export function smallMessages(most: string, least: string): UserError {
  return new UserError(
    'fleet-small-messages',
    `The NATS server takes messages of ${most} at most, and an agent needs ${least}.`,
    'Raise max_payload of the server, or max_msg_size of the stream.',
  );
}

export function noJetStream(url: string): UserError {
  return new UserError(
    'fleet-without-jetstream',
    `The NATS server at ${url} has no JetStream, which keeps what the nodes send.`,
    'Start it with -js, or enable JetStream in its configuration and for this account.',
    ['retry', 'other-address'],
  );
}

export function noStream(stream: string): UserError {
  return new UserError(
    'fleet-without-stream',
    `The NATS server has no stream ${stream}.`,
    'Start an agent first (`bitcoin-p2p-trace publish`), which creates it, or name another one with --stream.',
    ['retry', 'other-address'],
  );
}

/** @param subjects What the stream keeps instead. */
export function wrongStream(stream: string, subjects: readonly string[]): UserError {
  return new UserError(
    'fleet-wrong-stream',
    `The stream ${stream} does not keep what the nodes send: its subjects are ${subjects.join(', ')}.`,
    'Name the stream that has p2ptrace.v1.> with --stream.',
    ['retry', 'other-address'],
  );
}

/** @param version What it says. */
export function otherVersion(node: string, version: number): UserError {
  return new UserError(
    'fleet-version',
    `The agent of ${node} writes version ${version} of the format, which this release does not read.`,
    'Use the same release on both sides.',
  );
}

export function noSuchNodes(missing: readonly string[], known: readonly string[]): UserError {
  return new UserError(
    'fleet-no-node',
    `Nothing is known of ${missing.join(', ')}.`,
    known.length > 0
      ? `The nodes of this stream are ${known.join(', ')}.`
      : 'No agent has published to this stream yet.',
    ['other-nodes', 'retry'],
  );
}

/** @param detail What the file system said. */
export function unreadableCredentials(path: string, detail: string): UserError {
  return new UserError(
    'fleet-credentials',
    `${path} cannot be read: ${detail}.`,
    'Check the path and its permissions.',
    ['other-credentials', 'retry'],
  );
}

/** @param path Of the directory in which an agent keeps what it could not send. */
export function spoolBusy(path: string): UserError {
  return new UserError(
    'fleet-spool-busy',
    `Another agent keeps what it could not send in ${path}.`,
    'Give each agent a --name of its own.',
  );
}

/** @param detail What the file system said. */
export function spoolFailed(path: string, detail: string): UserError {
  return new UserError(
    'fleet-spool-failed',
    `What cannot be sent cannot be kept in ${path}: ${detail}.`,
    'Make the directory writable, name another one with --spool, or keep nothing with --spool-limit 0.',
  );
}

/** @param messages What is lost with it, in words. */
export function notSent(messages: string): UserError {
  return new UserError(
    'fleet-not-sent',
    `The NATS server did not take ${messages} before the end.`,
    'They are lost: --spool-limit 0 keeps nothing on the disk.',
  );
}

/** The reading of a fleet ended. @param detail What the client or the server said. */
export function fleetEnded(detail: string): UserError {
  return new UserError(
    'fleet-ended',
    `The fleet is not read any more: ${detail}.`,
    'Connect again: the stream may still have what came meanwhile.',
    ['retry'],
  );
}
