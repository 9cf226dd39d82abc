import { writeFileSync } from 'node:fs';
import { encodeHello } from '../../src/shared/frames/hello';
import { CARRIED_BLOCK, OTHER_TX, TX } from '../unit/support/carried';
import {
  added,
  blockCoins,
  blockConnected,
  cacheFlushed,
  rejected,
  removed,
  replaced,
} from '../unit/support/effects';
import { EventKind } from '../unit/support/eventKind';
import { connection, HELLO, message } from '../unit/support/frames';

const MS = 1_000_000;
const WITH_COINS = encodeHello({
  ...HELLO,
  tracepoints: [
    ...HELLO.tracepoints,
    'mempool:added',
    'mempool:removed',
    'mempool:replaced',
    'mempool:rejected',
    'validation:block_connected',
    'utxocache:coins',
    'utxocache:flush',
  ],
});

/** Writes a capture in which a node does everything that it can with two transactions and a block, and counts coins. */
export function writeEffects(path: string): void {
  let timeNs = 1e12;
  const at = (ms: number) => (timeNs += ms * MS);
  const peer = (nth: number) => ({ peer: 161 + nth, address: `203.0.113.${100 + nth}:8333` });
  const says = (nth: number, type: string, payload: Buffer) =>
    message({ ...peer(nth), type, payload, timeNs: at(20) });
  const block = { hash: CARRIED_BLOCK.hash, height: 840_123 };
  const frames = [
    WITH_COINS,
    ...[0, 1].map((nth) =>
      connection(EventKind.InboundConnection, {
        ...peer(nth),
        connectionType: 'inbound',
        timeNs: at(1),
      }),
    ),
    says(0, 'tx', TX.payload),
    added({ txid: TX.txid, timeNs: at(2) }),
    says(1, 'tx', OTHER_TX.payload),
    rejected('mempool min fee not met', { txid: OTHER_TX.txid, timeNs: at(1) }),
    replaced({ txid: TX.txid, timeNs: at(30) }),
    removed('sizelimit', { txid: OTHER_TX.txid, timeNs: at(30) }),
    says(1, 'block', CARRIED_BLOCK.payload),
    removed('block', { txid: TX.txid, timeNs: at(200) }),
    blockConnected({ ...block, timeNs: at(10) }),
    blockCoins({ ...block, uncached: [12, 34_567], timeNs: timeNs + 1000 }),
    cacheFlushed({ timeNs: at(300) }),
    cacheFlushed({ timeNs: at(300), mode: 3, forPrune: true, coins: 12_345_678, bytes: 1.5e9 }),
  ];
  writeFileSync(path, Buffer.concat(frames));
}
