import assert from 'node:assert/strict';
import type { Damage } from '../../src/capture/sources/sourceKind';
import type { MessageEvent } from '../../src/shared/events/event';
import { coreRecord } from '../unit/support/coreFiles';
import { examples as messages } from './examples';

/** What a reader gave of a file. */
export interface ReadFile {
  events: readonly MessageEvent[];
  damages: readonly Damage[];
}

/** A reader of files that strangers may have written. */
export interface FuzzedReader {
  name: string;
  /** Of the file, below a directory. */
  file: string;
  /** Whole files of its format. */
  examples(): Buffer[];
  /** What holds of any file that was opened. */
  check?(bytes: Buffer, read: ReadFile): void;
}

const START_US = 1_700_000_000_000_000;
const HEADER_BYTES = 24;

/** Every reader but that of our own captures, which fuzzCaptures.ts looks at. */
export const READERS: readonly FuzzedReader[] = [
  {
    name: 'Core’s message captures',
    file: '192.0.2.1_8333/msgs_recv.dat',
    examples: () => {
      const records = messages().map(({ messageType: type, payload }, i) =>
        coreRecord({ timeUs: START_US + i * 1000, type, payload }),
      );
      const few = (from: number) => Buffer.concat(records.slice(from, from + 20));
      return [Buffer.alloc(0), records[0]!, ...[0, 100, 200, 300].map(few)];
    },
    check: (bytes, { events, damages }) => {
      // Each byte is a part of a message, or said to be none.
      const read = events.reduce((sum, { size }) => sum + HEADER_BYTES + size, 0);
      const left = damages.reduce((sum, damage) => sum + damage.bytes, 0);
      assert.equal(read + left, bytes.length);
      let end = 0;
      for (const damage of damages) {
        assert.ok(damage.offset >= end && damage.bytes > 0);
        end = damage.offset + damage.bytes;
      }
      assert.ok(end <= bytes.length);
    },
  },
];
