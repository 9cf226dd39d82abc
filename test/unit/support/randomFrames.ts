import { MESSAGE_TYPES } from '../../../src/bitcoin/messageTypes';
import { effects } from './effects';
import { connection, EventFlag, EventKind, message, misbehaving } from './frames';
import type { Random } from './random';

const TYPES = [...MESSAGE_TYPES.slice(0, 8), 'getcfcheckpt', 'x\xffy', '', 'sixteencharslong'];
const KINDS = [
  EventKind.InboundConnection,
  EventKind.OutboundConnection,
  EventKind.ClosedConnection,
  EventKind.EvictedInboundConnection,
] as const;

/** A frame of any kind that makes a row, from a few nodes and peers. */
export function randomFrame(random: Random): Buffer {
  const peer = random.below(6);
  const pid = 100 + random.below(2);
  const header = {
    peer,
    pid,
    timeNs: 2 ** 40 + random.below(1e9),
    lost: random.below(10) === 0 ? random.below(1000) : 0,
  };
  const address = random.below(2) === 0 ? `[2a02::${peer}]:8333` : `${'h'.repeat(80)}${peer}:8333`;
  switch (random.below(11)) {
    case 0:
      return connection(random.pick(KINDS), { ...header, address, count: random.below(2 ** 31) });
    case 1:
      return misbehaving(`reason ${peer}`, header);
    case 2:
      return random.pick(effects(`reason ${peer}`, header));
    default: {
      const payload = random.bytes(random.below(100));
      const cut = random.below(8) === 0;
      return message({
        ...header,
        address,
        payload,
        direction: random.pick(['inbound', 'outbound']),
        type: random.pick(TYPES),
        connectionType: random.pick(['inbound', 'outbound-full-relay']),
        size: BigInt(payload.length + (cut ? random.below(4_000_000) : 0)),
        flags: cut
          ? random.pick([
              EventFlag.Truncated,
              EventFlag.RingFull,
              EventFlag.Unreadable,
              EventFlag.Reconstructed,
            ])
          : 0,
      });
    }
  }
}

export function randomFrames(random: Random, count: number): Buffer[] {
  return Array.from({ length: count }, () => randomFrame(random));
}
