import type { MessageFields } from '../unit/support/frames';
import { sendcmpct, version } from '../unit/bitcoin/conversation/talk';

const PEERS = 128;
const PAYLOADS: Record<string, Buffer> = { sendcmpct: sendcmpct(0), ping: Buffer.alloc(8, 1) };
const MSG_WTX = 5;

/** Conversations as Core has them: handshakes, and then announcements, requests and pings, each of at most 40 bytes. */
export function* talkFrames(messages: number): Generator<MessageFields> {
  let count = 0;
  for (let peer = 0; peer < PEERS; peer++)
    for (const fields of handshake(peer)) {
      count++;
      yield fields;
    }
  for (let n = 0; count < messages; n++)
    for (const fields of exchange(n)) {
      if (count++ === messages) return;
      yield { ...fields, ...about(n % PEERS) };
    }
}

function about(peer: number): MessageFields {
  return { peer, address: `[2a02:1234:5678:9abc::${peer}]:8333`, connectionType: 'inbound' };
}

function* handshake(peer: number): Generator<MessageFields> {
  for (const direction of ['inbound', 'outbound'] as const)
    yield { direction, type: 'version', payload: version(), ...about(peer) };
  for (const type of ['wtxidrelay', 'sendaddrv2', 'verack', 'sendcmpct', 'ping'])
    for (const direction of ['inbound', 'outbound'] as const)
      yield {
        direction,
        type,
        payload: PAYLOADS[type] ?? Buffer.alloc(0),
        ...about(peer),
      };
}

/** What one transaction takes: it is announced, asked for, and announced to the next but one; with a ping now and then. */
function* exchange(n: number): Generator<MessageFields> {
  const inv = Buffer.alloc(37);
  inv[0] = 1;
  inv.writeUInt32LE(MSG_WTX, 1);
  for (let at = 5; at < 37; at += 4) inv.writeUInt32LE(Math.imul(n + 1, 0x9e3779b1 + at) >>> 0, at);
  yield { direction: 'inbound', type: 'inv', payload: inv };
  yield { direction: 'outbound', type: 'getdata', payload: inv };
  const nonce = Buffer.alloc(8);
  nonce.writeUInt32LE(n);
  const own = Buffer.from(inv);
  own[5]! ^= 0xff;
  yield { direction: 'outbound', type: 'inv', payload: own };
  yield { direction: 'inbound', type: 'getdata', payload: own };
  if (n % 4 !== 0) return;
  yield { direction: 'outbound', type: 'ping', payload: nonce };
  yield { direction: 'inbound', type: 'pong', payload: nonce };
}
