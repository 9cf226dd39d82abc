import { jetstreamManager } from '@nats-io/jetstream';
import { readAbouts } from '../nats/bucket';
import { connectTo, displayed, type ServerOptions } from '../nats/connect';
import { orNotPermitted } from '../nats/permission';
import { findStream, managerOf, nodesOf } from '../nats/stream';
import { PREFIX, STREAM } from '../wire/subjects';
import { UserError } from '../../shared/errors/userError';
import { NodeStates } from './nodeStates';

/** What there is to read. */
export interface FleetLook {
  stream: string;
  /** Unix milliseconds of the oldest that the stream holds; undefined where it is empty. */
  since: number | undefined;
  states: NodeStates;
}

/** @returns What a reader may choose from; the names of streams where the one that was asked for is not there. @throws UserError */
export async function lookAtFleet(
  server: ServerOptions,
  stream = STREAM,
): Promise<FleetLook | { streams: string[] }> {
  const connection = await connectTo(server, 'bitcoin-p2p-trace');
  try {
    const manager = await managerOf(connection, displayed(server.url));
    try {
      await findStream(manager, stream);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const streams = await streamsOf(connection);
      if (streams.length === 0) throw error;
      return { streams };
    }
    const { state } = await manager.streams.info(stream);
    const states = new NodeStates();
    for (const node of await nodesOf(manager, stream)) states.heard(node, 0, 0);
    const now = Date.now();
    for (const [node, { about, at }] of await readAbouts(connection))
      states.said(node, about, Math.min(at, now));
    const since = state.messages > 0 ? Date.parse(state.first_ts) : undefined;
    return { stream, since, states };
  } catch (error) {
    throw orNotPermitted('to read the stream', error);
  } finally {
    await connection.close();
  }
}

/** Those that keep what agents send; none where that may not be asked. */
async function streamsOf(connection: Parameters<typeof jetstreamManager>[0]): Promise<string[]> {
  const names: string[] = [];
  try {
    const manager = await jetstreamManager(connection);
    for await (const name of manager.streams.names(`${PREFIX}.>`)) names.push(name);
  } catch {
    return [];
  }
  return names;
}
