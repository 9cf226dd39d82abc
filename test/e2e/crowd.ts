import { writeFileSync } from 'node:fs';
import { connection, hello, message } from '../unit/support/frames';
import { EventKind } from '../unit/support/eventKind';

const TYPES = ['inv', 'getdata', 'tx', 'cmpctblock', 'headers', 'addrv2'];
const MS = 1_000_000;

/** An onion name is as long as an address can be. */
export function addressOf(peer: number): string {
  if (peer % 3 === 0)
    return `${String(peer).padStart(4, 'a')}${'abcd2345'.repeat(6)}efgh.onion:8333`;
  return peer % 3 === 1 ? `198.51.100.${peer % 256}:8333` : `[2001:db8::${peer.toString(16)}]:8333`;
}

/**
 * Writes a capture of a busy node: 125 peers at a time, of whom one leaves and another comes after
 * every 200 messages. Some answer pings.
 */
export function writeCrowd(path: string, messages: number): void {
  const frames: Buffer[] = [hello];
  let timeNs = 1_000_000_000;
  const open = (peer: number): void => {
    const about = { peer, address: addressOf(peer), timeNs: (timeNs += MS) };
    frames.push(connection(EventKind.InboundConnection, { ...about, connectionType: 'inbound' }));
  };
  for (let peer = 0; peer < 125; peer++) open(peer);
  let oldest = 0;
  for (let i = 0; i < messages; i++) {
    timeNs += MS;
    const peer = oldest + ((i * 37) % 125);
    const about = { peer, address: addressOf(peer), connectionType: 'inbound' };
    const payload = Buffer.alloc(8, 1 + (i % 250));
    if (i % 10 === 0) {
      const ping = { ...about, payload, timeNs, type: 'ping', direction: 'outbound' } as const;
      const pong = { ...about, payload, timeNs: (timeNs += MS), type: 'pong' };
      frames.push(message(ping), message(pong));
    } else {
      const direction = i % 2 === 0 ? 'inbound' : 'outbound';
      frames.push(
        message({ ...about, payload, timeNs, direction, type: TYPES[i % TYPES.length]! }),
      );
    }
    if (i % 200 !== 100) continue;
    const gone = { peer: oldest, address: addressOf(oldest), timeNs };
    frames.push(connection(EventKind.ClosedConnection, gone));
    oldest++;
    open(oldest + 124);
  }
  writeFileSync(path, Buffer.concat(frames));
}
