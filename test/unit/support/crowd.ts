import { connection, EventKind, message, misbehaving } from './frames';

const TYPES = [
  'inbound',
  'outbound-full-relay',
  'block-relay-only',
  'manual',
  'addr-fetch',
  'feeler',
  'private-broadcast',
] as const;

/** An address of each network, all as long as they come. */
export function addressOf(peer: number): string {
  const letters = (length: number) =>
    Array.from(
      { length },
      (_, i) => 'abcdefghijklmnopqrstuvwxyz234567'[(peer * 7 + i * 5) % 32],
    ).join('');
  switch (peer % 5) {
    case 0:
      return `203.0.113.${100 + (peer % 100)}:8333`;
    case 1:
      return `${letters(56)}.onion:8333`;
    case 2:
      return `[2001:db8:85a3:8d3:1319:8a2e:370:${7000 + peer}]:18333`;
    case 3:
      return `${letters(52)}.b32.i2p:0`;
    default:
      return `[fc00:3344:5566:7788:99aa:bbcc:ddee:${1000 + peer}]:8333`;
  }
}

/**
 * Frames of a mainnet node's day: peers of every network and connection type, most of them open.
 * @param count Peers. @param closed Those of them that are gone, the first ones.
 */
export function crowd(count: number, closed: number): Buffer[] {
  const frames: Buffer[] = [];
  for (let peer = 0; peer < count; peer++) {
    const connectionType = TYPES[peer % TYPES.length]!;
    const address = addressOf(peer);
    const timeNs = 1e9 * (1 + peer * 37);
    const common = { peer, address, connectionType, timeNs };
    const opened =
      connectionType === 'inbound' ? EventKind.InboundConnection : EventKind.OutboundConnection;
    frames.push(connection(opened, common));
    const busy = 10 ** (peer % 9);
    frames.push(message({ ...common, type: 'inv', size: BigInt(37 * busy) }));
    frames.push(message({ ...common, type: 'tx', size: BigInt(250 * busy) }));
    for (let i = 0; i < peer % 7; i++)
      frames.push(message({ ...common, type: 'ping', direction: 'outbound', size: 8n }));
    if (peer % 31 === 3) frames.push(misbehaving('non-continuous headers sequence', common));
    if (peer < closed) frames.push(connection(EventKind.ClosedConnection, common));
  }
  return frames;
}
