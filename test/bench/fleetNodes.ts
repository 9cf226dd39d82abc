import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { messageEvents } from './fleetMessages';
import { PlayedNode } from '../unit/fleet/playedNode';

/** What the nodes have said. */
export interface Fired {
  events: number;
  /** Of payloads. */
  bytes: number;
  /** How long that took. */
  seconds: number;
}

/** Milliseconds between two turns, in which each node fires what is due. */
const TURN = 100;

/**
 * Nodes that fire the messages of a busy node's recorded session, each from another place in it on, evenly in time.
 * Tells its parent when all are connected, and what was fired when all of it was sent or dropped.
 */
export async function fireNodes(
  url: string,
  load: { nodes: number; rate: number; seconds: number },
): Promise<void> {
  const session = gunzipSync(readFileSync('native/demo-node/busy.p2ptrace.gz'));
  const messages = messageEvents(session);
  const nodes: PlayedNode[] = [];
  for (let i = 0; i < load.nodes; i++)
    nodes.push(await PlayedNode.start({ server: { url }, name: `node-${i}`, saidEvery: 5000 }));
  process.send!('ready');
  const fired: Fired = { events: 0, bytes: 0, seconds: 0 };
  const begin = performance.now();
  const due = () => Math.floor(((performance.now() - begin) / 1000) * load.rate);
  const all = load.rate * load.seconds;
  let each = 0;
  while (each < all) {
    const to = Math.min(all, due());
    for (const [i, node] of nodes.entries()) {
      const frames: Buffer[] = [];
      for (let nth = each; nth < to; nth++) {
        const { frame, stamp, size } = messages[(nth + i * 997) % messages.length]!;
        if (stamp !== undefined) frame.writeBigUInt64LE(process.hrtime.bigint(), stamp);
        // It is copied at once.
        frames.push(frame);
        fired.events++;
        fired.bytes += size;
      }
      if (frames.length > 0) await node.fire(...frames);
    }
    each = to;
    await new Promise((resolve) => setTimeout(resolve, TURN));
  }
  fired.seconds = (performance.now() - begin) / 1000;
  for (const node of nodes) await node.end();
  process.send!(fired);
}
