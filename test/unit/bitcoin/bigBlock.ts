import { sessionMessages } from './sessionMessages';

/** The most that a message may have (MAX_PROTOCOL_MESSAGE_LENGTH of Core's net.h). */
const SIZE = 4_000_000;

/** A block of at most that size, with a real header and real transactions over and over. */
export function bigBlock(most = SIZE): Buffer {
  const session = sessionMessages();
  const header = session
    .find(({ messageType }) => messageType === 'block')!
    .payload.subarray(0, 80);
  const transactions = session
    .filter(({ messageType, payload }) => messageType === 'tx' && payload.length > 60)
    .map(({ payload }) => payload)
    .filter(({ length }) => length < 1000);
  const parts: Buffer[] = [];
  for (let size = 0, index = 0; size + 1083 < most; index++) {
    const payload = transactions[index % transactions.length]!;
    parts.push(payload);
    size += payload.length;
  }
  const count = Buffer.of(0xfd, parts.length & 0xff, parts.length >> 8);
  return Buffer.concat([header, count, ...parts]);
}
