import { parentPort } from 'node:worker_threads';
import type { Chain } from '../../../bitcoin/read/payload';
import { type Made, Parts, type PartsMemory } from '../threads/parts';
import { type FrameBatch, writeBatch } from './frameBatch';
import { PcapngExporter } from './pcapngExporter';

// The thread that PcapngThread starts: the bytes of each batch, and for `end` what stands after all of them. It is told
// once where they are to be.

parentPort!.once('message', (memory: PartsMemory) => {
  const parts = new Parts(memory);
  const chains = new Map<number, Chain | undefined>();
  const exporter = new PcapngExporter({ chainOf: (pid) => chains.get(pid) });

  const tell = (made: Made): void => parentPort!.postMessage(made);
  const give = (pieces: readonly Uint8Array[]): void => {
    for (const piece of pieces) {
      const place = parts.take(0);
      parts.at(place, piece.length).set(piece);
      tell({ place, length: piece.length, last: false });
    }
  };

  parentPort!.on('message', (batch: FrameBatch | 'end') => {
    if (batch === 'end') give(exporter.end());
    else writeBatch(batch, exporter, chains, give);
    tell({ place: parts.take(0), length: 0, last: true });
  });
});
