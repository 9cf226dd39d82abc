import { openSource } from '../../../src/capture/sources/openSource';
import type { Damage } from '../../../src/capture/sources/sourceKind';
import { eventsOf, isProbeEvent, type ProbeEvent } from '../../../src/shared/events/event';
import type { NodeFrame } from '../../../src/shared/frames/node';

export interface ReadSource {
  /** Each event in a line, with what is missing before it. */
  said: string[];
  events: ProbeEvent[];
  /** The latest frame of each. */
  nodes: Map<number, NodeFrame>;
  damages: readonly Damage[];
  notes: readonly string[];
  error: Error | undefined;
  /** All frames, back to back. */
  bytes: Buffer;
}

/** Reads all that a source gives. */
export async function readSource(path: string): Promise<ReadSource> {
  const source = await openSource(path);
  const runs: Buffer[] = [];
  source.flow((run) => {
    runs.push(Buffer.from(run));
    return Promise.resolve();
  });
  const { error } = await source.ended;
  const { damages, notes, contents } = source;
  const bytes = Buffer.concat(runs);
  const all = [...eventsOf(bytes)];
  const events = all.filter(isProbeEvent);
  const nodes = new Map<number, NodeFrame>();
  for (const event of all) if (event.kind === 'node') nodes.set(event.pid, event);
  const said = events.map((event, row) => {
    const losses = contents.index.losses
      .before(row)
      .map(({ count, cause }) => `${count} ${cause} `);
    return losses.join('') + lineOf(event);
  });
  source.dispose();
  return { said, events, nodes, damages, notes, error, bytes };
}

function lineOf(event: ProbeEvent): string {
  switch (event.kind) {
    case 'message': {
      const { pid, peer, direction, messageType, payload, size } = event;
      const cut = payload.length < size ? ` of ${size}` : '';
      const text = payload.length > 8 ? `${payload.length} bytes` : payload.toString('hex');
      return `${pid}/${peer} ${direction} ${messageType} ${text}${cut}`.trimEnd();
    }
    case 'connection': {
      const { pid, peer, change, direction, existing } = event;
      return `${pid}/${peer} ${change}${direction ? ` ${direction} ${existing}` : ''}`;
    }
    case 'misbehaving':
      return `${event.pid}/${event.peer} misbehaving ${event.reason}`;
    default:
      return `${event.pid}/${event.peer ?? 'node'} ${event.kind}`;
  }
}
