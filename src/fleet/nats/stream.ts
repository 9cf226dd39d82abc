import {
  jetstreamManager,
  JetStreamApiError,
  type JetStreamManager,
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  JetStreamApiCodes,
  StorageType,
} from '@nats-io/jetstream';
import { type NatsConnection, NoRespondersError, TimeoutError } from '@nats-io/nats-core';
import { noJetStream, noStream, notPermitted, wrongStream } from '../../shared/errors/fleetErrors';
import { nodeOfSubject, PREFIX, subjectOf } from '../wire/subjects';

const SUBJECTS = `${PREFIX}.>`;
const HOUR = 3600e9;
/** Nanoseconds. */
const SOON = 10e9;

/** What the agent makes where the operator has not made it: nanoseconds and bytes. */
const DEFAULTS = {
  subjects: [SUBJECTS],
  storage: StorageType.File,
  discard: DiscardPolicy.Old,
  max_age: 24 * HOUR,
  max_bytes: 4 * 1024 ** 3,
  duplicate_window: 120e9,
};

/** @throws UserError without JetStream */
export async function managerOf(
  connection: NatsConnection,
  url: string,
): Promise<JetStreamManager> {
  try {
    return await jetstreamManager(connection);
  } catch (error) {
    if ((error as Error).name === 'JetStreamNotEnabled' || error instanceof NoRespondersError)
      throw noJetStream(url);
    // What is forbidden is not answered.
    if (error instanceof TimeoutError) throw notPermitted('to use JetStream', 'no answer');
    throw error;
  }
}

/**
 * Makes sure that there is a stream that keeps what agents publish.
 * @returns Bytes that a message may have there. @throws UserError
 */
export async function ensureStream(manager: JetStreamManager, stream: string): Promise<number> {
  try {
    return await checkStream(manager, stream);
  } catch (error) {
    if (!isMissing(error)) throw error;
    try {
      await manager.streams.add({ ...DEFAULTS, name: stream });
      return Infinity;
    } catch (failure) {
      // Another agent may have made it meanwhile.
      if (failure instanceof JetStreamApiError && (await exists(manager, stream)))
        return checkStream(manager, stream);
      throw notPermitted(`to create the stream ${stream}`, (failure as Error).message);
    }
  }
}

/**
 * @returns When it got its last message by the clock of the server, unix milliseconds; 0 where it never did.
 * @throws UserError where the stream is not there, or keeps something else
 */
export async function findStream(manager: JetStreamManager, stream: string): Promise<number> {
  try {
    await checkStream(manager, stream);
    const { state } = await manager.streams.info(stream);
    return Math.max(0, Date.parse(state.last_ts));
  } catch (error) {
    if (isMissing(error)) throw noStream(stream);
    throw error;
  }
}

/** @returns Bytes that a message may have. */
async function checkStream(manager: JetStreamManager, stream: string): Promise<number> {
  const { config } = await manager.streams.info(stream);
  const { subjects = [] } = config as { subjects?: string[] };
  const isOurs = subjects.some((subject) => subject.startsWith(`${PREFIX}.`) || subject === '>');
  // A stream that gathers others (a mirror, or sources) has no subjects of its own.
  const gathers = config.mirror !== undefined || (config.sources?.length ?? 0) > 0;
  if (!isOurs && !gathers) throw wrongStream(stream, subjects);
  return config.max_msg_size > 0 ? config.max_msg_size : Infinity;
}

function isMissing(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound;
}

async function exists(manager: JetStreamManager, stream: string): Promise<boolean> {
  return manager.streams.info(stream).then(
    () => true,
    () => false,
  );
}

/** The nodes that the stream holds something of. */
export async function nodesOf(manager: JetStreamManager, stream: string): Promise<string[]> {
  const { state } = await manager.streams.info(stream, { subjects_filter: subjectOf('*', 'node') });
  return Object.keys(state.subjects ?? {}).flatMap((subject) => nodeOfSubject(subject) ?? []);
}

/**
 * The number of the first message of a stream from a time on. (An ordered consumer that begins at a time
 * cannot be made anew after the server was restarted: the client then names both a time and a number.)
 * @param unixMs Unix milliseconds.
 */
export async function sequenceAt(
  manager: JetStreamManager,
  stream: string,
  unixMs: number,
): Promise<number> {
  const { name, delivered } = await manager.consumers.add(stream, {
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(Math.max(0, unixMs)).toISOString(),
    ack_policy: AckPolicy.None,
    inactive_threshold: SOON,
    mem_storage: true,
  });
  await manager.consumers.delete(stream, name);
  return delivered.stream_seq + 1;
}
