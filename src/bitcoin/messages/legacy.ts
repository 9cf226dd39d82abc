import { byteString, bytes, limitedString, wholeContent } from '../read/byteString';
import { ByteReader } from '../read/byteReader';
import type { Field } from '../read/field';
import { as, int32, int64, uint256, uint8 } from '../read/primitives';
import { field, readMembers } from '../read/struct';
import { vector } from '../read/vector';
import { timeText } from '../text/time';
import { message } from './messageRecord';

const text = limitedString(65_536);

const about = {
  family: 'other',
  core: 'net_processing.cpp',
  pair: 'none',
  namesHashes: false,
  python: 'generic',
} as const;

/** CUnsignedAlert of Core's alert.h, which was removed in 0.14. */
const unsignedAlert = [
  field('nVersion', int32),
  field('nRelayUntil', as(int64, timeText)),
  field('nExpiration', as(int64, timeText)),
  field('nID', int32),
  field('nCancel', int32),
  field('setCancel', vector(int32)),
  field('nMinVer', int32),
  field('nMaxVer', int32),
  field('setSubVer', vector(text)),
  field('nPriority', int32),
  field('strComment', text),
  field('strStatusBar', text),
  field('strReserved', text),
];

const alert = message({
  ...about,
  name: 'alert',
  bips: [],
  receipt: 'Core ignores it, and sends a last one to peers of versions before 70013.',
  members: [
    field('vchMsg', byteString('std::vector<unsigned char>', { parts: alertParts })),
    field('vchSig', bytes),
  ],
  summary: 'none',
});

function alertParts(self: Field, start: number): Field[] {
  const reader = new ByteReader(self.payload, start, self.end);
  const fields = readMembers(unsignedAlert, reader);
  return [...fields, ...wholeContent(self, reader.offset)];
}

/** CCODE of BIP61. */
const CODES: ReadonlyMap<number, string> = new Map([
  [0x01, 'REJECT_MALFORMED'],
  [0x10, 'REJECT_INVALID'],
  [0x11, 'REJECT_OBSOLETE'],
  [0x12, 'REJECT_DUPLICATE'],
  [0x40, 'REJECT_NONSTANDARD'],
  [0x41, 'REJECT_DUST'],
  [0x42, 'REJECT_INSUFFICIENTFEE'],
  [0x43, 'REJECT_CHECKPOINT'],
]);

/** Read by Core until 0.18, sent until 0.19. */
const reject = message({
  ...about,
  name: 'reject',
  bips: ['BIP61'],
  receipt: 'Core ignores it.',
  members: [
    field('message', limitedString(12)),
    field(
      'ccode',
      as<number>(uint8, (code) => `${CODES.get(code) ?? 'unknown'} (${code})`),
    ),
    field('reason', limitedString(111)),
    field('data', uint256, (_, reader) => reader.remaining >= 32),
  ],
  summary: { ofFields: rejectSummary },
});

export const legacy = [alert, reject] as const;

function rejectSummary(root: Field): string {
  return ['message', 'reason'].map((name) => root.child(name)?.text ?? '').join(': ');
}
