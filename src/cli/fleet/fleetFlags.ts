import { InvalidArgumentError, type Command } from 'commander';
import type { ServerOptions } from '../../fleet/nats/connect';
import { parseMoment, type Moment } from '../select/moment';
import { isNodeName } from '../../fleet/wire/subjects';

/** Options that say which server, and how it is reached. */
export interface ServerFlags {
  nats?: string;
  creds?: string;
  user?: string;
  tlsCa?: string;
  tlsCert?: string;
  tlsKey?: string;
  stream?: string;
}

/** Options of a command that reads a fleet. */
export interface FleetFlags extends ServerFlags {
  /** Names of nodes; all without it. */
  node?: string[];
  from?: Moment;
  /** What an extractor of peer-observer publishes, in place of a fleet. */
  peerObserver?: boolean;
}

/** Gives a command the options that read a fleet in place of a node of this machine. */
export function withFleetOptions(command: Command): Command {
  return withServerOptions(command, 'read a fleet from this NATS server in place of a node').option(
    '--node <names>',
    'of the fleet only these nodes: berlin,oslo',
    parseNodes,
  );
}

/** Gives a command that follows a fleet the time from which it does, and another kind of agents to follow. */
export function withFollowOptions(command: Command): Command {
  return command
    .option(
      '--from <time>',
      'of a fleet also what the stream still holds from this time on: 2026-11-29T17:00:00Z, or -5m for five minutes ago',
      parseMoment,
    )
    .option(
      '--peer-observer',
      'read what an extractor of peer-observer publishes to the server of --nats from now on, in place of a fleet',
    );
}

/** Refuses options that a command which follows a node, a fleet or peer-observer does not take together. */
export function refuseMixedFollow(command: Command, flags: FleetFlags): void {
  refuseMixed(command, flags.nats !== undefined, OF_FOLLOWING);
  if (!flags.peerObserver) return;
  const wrong = OF_STREAM.find((name) => command.getOptionValueSource(name) === 'cli');
  if (wrong)
    command.error(
      `error: --${wrong} has no effect with --peer-observer, whose events have no node and which nobody keeps`,
    );
}

/** Refuses what one way of reading takes and the other does not. @param reads Whether it reads a fleet. @param more Options that this command has of a fleet alone. */
export function refuseMixed(command: Command, reads: boolean, more: readonly string[] = []): void {
  const isGiven = (name: string) => command.getOptionValueSource(name) === 'cli';
  const wrong = command.options.find(
    (option) =>
      isGiven(option.attributeName()) &&
      (reads ? OF_NODE : [...OF_FLEET, ...more]).includes(option.attributeName()),
  );
  if (!wrong) return;
  const why = reads ? 'with --nats: the agents decide what is traced' : 'without --nats';
  command.error(`error: ${wrong.long ?? wrong.short ?? ''} has no effect ${why}`);
}

const OF_FOLLOWING = ['from', 'peerObserver'];
const OF_STREAM = ['stream', 'node', 'from'];
const OF_NODE = ['pid', 'binary', 'ringSize', 'snapLength', 'coins'];
const OF_FLEET = ['creds', 'user', 'tlsCa', 'tlsCert', 'tlsKey', 'stream', 'node'];

/** @returns Unix milliseconds; undefined for what is told by the first event. */
export function unixMsOf(moment: Moment | undefined): number | undefined {
  if (moment?.kind === 'at') return Number(moment.unixNs / 1000n) / 1000;
  return moment?.kind === 'before-end' ? Date.now() - moment.ns / 1e6 : undefined;
}

/** Gives a command the options that say which NATS server, and how it is reached. */
export function withServerOptions(command: Command, purpose: string): Command {
  return command
    .option('--nats <url>', `${purpose}: nats://host:4222, or tls://host`)
    .option('--creds <file>', 'credentials for --nats: a JWT and its seed, as nsc writes them')
    .option('--user <name>', 'user for --nats; its password is read from NATS_PASSWORD')
    .option('--tls-ca <file>', 'who signs the certificate of the server, PEM')
    .option('--tls-cert <file>', 'certificate of this client, PEM')
    .option('--tls-key <file>', 'its key, PEM')
    .option(
      '--stream <name>',
      'the JetStream stream of the fleet; P2PTRACE by default',
      parseStream,
    );
}

/** @param flags With `nats`. */
export function serverOf(flags: ServerFlags): ServerOptions {
  const { nats: url = '', creds, user, tlsCa, tlsCert, tlsKey } = flags;
  return { url, creds, user, password: process.env.NATS_PASSWORD, tlsCa, tlsCert, tlsKey };
}

export function parseNode(text: string): string {
  if (isNodeName(text)) return text;
  throw new InvalidArgumentError('A name has 1 to 64 letters, digits, - and _.');
}

/** An option that may be given several times, and with commas. */
export function parseNodes(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(',').map(parseNode)];
}

function parseStream(text: string): string {
  if (/^[^\s.*>/\\]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('A stream has a name without spaces, dots, * and >.');
}
