import type { BinaryFormat } from '../../../src/capture/export/exporter';

const TRAITS = { title: 'Made up', extension: 'bin', needsPayloads: true, binary: true } as const;

/** The payload of each message after its length in four bytes; every piece is bytes. */
export const lengthPrefixed: BinaryFormat = {
  ...TRAITS,
  id: 'length-prefixed',
  create: () => ({
    begin: () => Buffer.from([0xff, 0x00, 0x0a, 0xfe]),
    event(event) {
      if (event.kind !== 'message') return [];
      const length = Buffer.alloc(4);
      length.writeUInt32BE(event.payload.length);
      // Not a Buffer, which a piece need not be.
      return [length, new Uint8Array(event.payload)];
    },
    end: () => Buffer.alloc(4),
  }),
};

/** `3:abc,`: bytes between pieces of text. */
export const netstrings: BinaryFormat = {
  ...TRAITS,
  id: 'netstrings',
  create: () => ({
    begin: () => 'µ\n',
    event: (event) =>
      event.kind === 'message' ? [`${event.payload.length}:`, event.payload, ','] : [],
    end: () => '\n',
  }),
};

/** What both make of some payloads. */
export const EXPECTED: ReadonlyMap<BinaryFormat, (payloads: readonly Buffer[]) => Buffer> = new Map(
  [
    [
      lengthPrefixed,
      (payloads: readonly Buffer[]) => {
        const parts = payloads.flatMap((payload) => [
          Buffer.from([0, 0, payload.length >> 8, payload.length & 0xff]),
          payload,
        ]);
        return Buffer.concat([Buffer.from('ff000afe', 'hex'), ...parts, Buffer.alloc(4)]);
      },
    ],
    [
      netstrings,
      (payloads: readonly Buffer[]) => {
        const parts = payloads.flatMap((payload) => [
          Buffer.from(`${payload.length}:`),
          payload,
          Buffer.from(','),
        ]);
        return Buffer.concat([Buffer.from('µ\n'), ...parts, Buffer.from('\n')]);
      },
    ],
  ],
);
