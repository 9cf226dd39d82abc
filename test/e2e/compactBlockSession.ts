import { writeFileSync } from 'node:fs';
import { hash256 } from '../../src/bitcoin/hash';
import { reversedHex } from '../../src/bitcoin/text/hex';
import { EFFECTS_HELLO } from '../unit/support/carried';
import { blockConnected } from '../unit/support/effects';
import { message } from '../unit/support/frames';

/** Blocks, and peers that send each of them. */
export const BLOCKS = 60;
export const PEERS = 3;
/** Of the last block, as Bitcoin shows it. */
export const LAST_HASH = reversedHex(hash256(headerOf(BLOCKS - 1)));

const count = (value: number) => Buffer.of(0xfd, value & 0xff, value >> 8);

/** With proof of work, as little as a test chain asks for. */
function headerOf(nth: number): Buffer {
  const header = Buffer.alloc(80, nth);
  header.writeUInt32LE(0x207fffff, 72);
  let nonce = 0;
  do header.writeUInt32LE(nonce++, 76);
  while (hash256(header)[31]! >= 0x7f);
  return header;
}

/**
 * Writes a capture in which peers send compact blocks, the first of which lacks transactions in every third, and
 * one sends too many hashes.
 */
export function writeCompactBlocks(path: string): void {
  const frames: Buffer[] = [EFFECTS_HELLO];
  let timeNs = 1e12;
  const say = (peer: number, type: string, payload: Buffer, isOut = false, ms = 5) => {
    timeNs += ms * 1e6;
    frames.push(
      message({
        peer,
        type,
        payload,
        timeNs,
        direction: isOut ? 'outbound' : 'inbound',
        address: `203.0.113.${100 + peer}:18444`,
        connectionType: 'outbound-full-relay',
      }),
    );
  };
  for (let nth = 0; nth < BLOCKS; nth++) {
    const header = headerOf(nth);
    const hash = hash256(header);
    const ids = 1000 + nth;
    const compact = [header, Buffer.alloc(8), count(ids), Buffer.alloc(6 * ids), Buffer.of(1)];
    say(0, 'headers', Buffer.concat([Buffer.of(1), header, Buffer.of(0)]));
    for (let peer = 0; peer < PEERS; peer++)
      say(peer, 'cmpctblock', Buffer.concat([...compact, Buffer.alloc(200)]));
    if (nth % 3 === 0) {
      const missing = 2 + nth;
      say(
        PEERS - 1,
        'getblocktxn',
        Buffer.concat([hash, Buffer.of(missing), Buffer.alloc(missing)]),
        true,
      );
      const body = Buffer.alloc(missing * 250);
      say(PEERS - 1, 'blocktxn', Buffer.concat([hash, Buffer.of(missing), body]), false, 40 + nth);
    }
    timeNs += 90e6;
    frames.push(blockConnected({ hash: reversedHex(hash), height: 840_000 + nth, timeNs }));
    const announcement = Buffer.concat([Buffer.of(1), header, Buffer.of(0)]);
    for (let peer = PEERS; peer < PEERS + 8; peer++) say(peer, 'headers', announcement, true, 1);
  }
  const entry = Buffer.alloc(36, 1);
  const tooMany = Buffer.concat([count(50_001), ...Array.from({ length: 50_001 }, () => entry)]);
  for (let nth = 0; nth < 12; nth++) say(1, 'inv', tooMany);
  writeFileSync(path, Buffer.concat(frames));
}
