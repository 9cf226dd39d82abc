import { writeFileSync } from 'node:fs';
import {
  announcing,
  answering,
  asking,
  CITIES,
  compactOf,
  fleetHello,
  hashOf,
  headerOf,
  nodeOf,
  Said,
} from '../unit/capture/query/propagationSession';

export const BLOCKS = 12;
/** The block that took longest. */
export const SLOWEST = hashOf(7);
const EVERY_MS = 4 * 60_000;

/**
 * Writes a capture of a fleet: blocks that come to six nodes. The clock of one of them nobody knows, and that of the
 * fourth may be so wrong that the slowest block may have come to it before the third.
 */
export function writePropagation(path: string): void {
  const said = new Said();
  for (let nth = 0; nth < BLOCKS; nth++) {
    const slow = nth === 7 ? 12 : 1 + (nth % 4);
    for (const [i] of CITIES.entries()) {
      const pid = i + 1;
      const ms = nth * EVERY_MS + slow * (i * i * 9 + ((nth * 7 + i * 3) % 5));
      if (pid === (nth % 5) + 1) {
        said.hears(pid, ms, 'cmpctblock', compactOf(nth), 3);
        said.sends(pid, ms + 1, 'getblocktxn', asking(nth), 3);
        said.hears(pid, ms + 45 * slow, 'blocktxn', answering(nth), 3);
      } else if (i % 2) {
        said.hears(pid, ms, 'headers', announcing(nth), 5);
        said.hears(pid, ms + 70 * slow, 'block', headerOf(nth), 5);
      } else said.hears(pid, ms, 'cmpctblock', compactOf(nth), 8);
      said.connects(pid, ms + 120 * slow + i * 11, nth);
    }
  }
  const boot = '0123456789abcdef';
  const clocks = [
    { errorUs: 900, boot },
    { errorUs: 900, boot },
    { errorUs: 24_000 },
    { errorUs: 700_000 },
    undefined,
    { errorUs: 1200 },
  ];
  const nodes = clocks.map((clock, i) => nodeOf(i + 1, clock));
  writeFileSync(path, Buffer.concat([fleetHello(), ...nodes, ...said.inOrder]));
}
