import { needLength } from './frameReader';
import { readU64 } from './header';
import { HEADER, STATISTICS } from './layout';

/** Totals since the trace began; ring figures are of the moment, in bytes. */
export interface Statistics {
  timeNs: number;
  events: number;
  lostRingFull: number;
  lostUnreadable: number;
  truncated: number;
  ringUsed: number;
  ringSize: number;
}

/** @throws MalformedFrame */
export function decodeStatistics(frame: Buffer): Statistics {
  needLength(frame.length, STATISTICS.end);
  return {
    timeNs: readU64(frame, HEADER.timeNs),
    events: readU64(frame, STATISTICS.events),
    lostRingFull: readU64(frame, STATISTICS.lostRingFull),
    lostUnreadable: readU64(frame, STATISTICS.lostUnreadable),
    truncated: readU64(frame, STATISTICS.truncated),
    ringUsed: readU64(frame, STATISTICS.ringUsed),
    ringSize: readU64(frame, STATISTICS.ringSize),
  };
}
