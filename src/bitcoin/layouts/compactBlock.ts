import { ByteReader } from '../read/byteReader';
import type { Field, Type } from '../read/field';
import { fixed, size } from '../read/primitives';
import { field, refuse, struct } from '../read/struct';
import { vector } from '../read/vector';
import { MAX_INDEX, placed, readSize } from './differences';
import { transaction } from './transactions';

/** Where the short ids of a compact block begin: after the header and the nonce. */
const SHORT_IDS = 88;

/** Bytes of a short id. */
const SHORT_ID = 6;

/** Six bytes of SipHash over a wtxid: the lower ones, in the order of a number. */
const shortId = fixed('short id', SHORT_ID, shortIdAt, putShortId, (id) =>
  id.toString(16).padStart(12, '0'),
);

export const shortIds: Type = {
  ...vector(shortId),
  warning: (self) =>
    areRepeated(self) ? 'Core requests the whole block: short ids are repeated' : undefined,
};

/** PrefilledTransaction: the index is counted from the transaction after the one before. */
const prefilledTransaction = struct(
  'PrefilledTransaction',
  [
    field('index', size),
    refuse(({ index }) => (index! > MAX_INDEX ? 'CompactSize exceeds limit of type' : undefined)),
    field('tx', transaction),
  ],
  { text: (self) => self.child('tx')?.text ?? '' },
);

const elements = placed(vector(prefilledTransaction), readSize, (type, position, nth) => ({
  ...type,
  text: (self) => `transaction ${position}: ${type.text(self)}`,
  warning: (self) => prefilledWarning(self, position, nth),
}));

export const prefilledTransactions: Type = {
  ...elements,
  warning: (self) => (self.broken ? undefined : firstWarning(self)),
};

/** What PartiallyDownloadedBlock::InitData of Core's blockencodings.cpp refuses. */
function prefilledWarning(self: Field, position: number, nth: number): string | undefined {
  if (self.broken) return undefined;
  const tx = self.child('tx');
  if (tx?.child('vin') === undefined && tx?.child('vout') === undefined)
    return 'Core punishes it: an empty transaction';
  if (position > MAX_INDEX) return 'Core punishes it: the index exceeds 16 bits';
  const ids = new ByteReader(self.payload, SHORT_IDS).compactSize();
  return position > ids + nth
    ? 'Core punishes it: the index is beyond the transactions'
    : undefined;
}

function firstWarning(self: Field): string | undefined {
  for (const element of self.children(1)) if (element.warning) return element.warning;
  return undefined;
}

function areRepeated(self: Field): boolean {
  if (self.broken || self.read < 2) return false;
  const { view } = self.payload;
  const first = self.end - self.read * SHORT_ID;
  const ids = new Set<number>();
  for (let at = first; at < self.end; at += SHORT_ID) ids.add(shortIdAt(view, at));
  return ids.size < self.read;
}

function shortIdAt(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint16(at + 4, true) * 2 ** 32;
}

function putShortId(view: DataView, at: number, id: number): void {
  view.setUint32(at, id % 2 ** 32, true);
  view.setUint16(at + 4, Math.floor(id / 2 ** 32), true);
}
