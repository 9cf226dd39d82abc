import { formatCount } from '../../shared/text/quantity';
import { inMoneyRange } from '../text/amount';
import { decodeMessage } from '../decodeMessage';
import type { Connection } from './connection';
import type { Rule } from './finding';
import { type Check, forTypes, rules } from './group';
import type { Heard } from './heard';
import {
  type Count,
  countAt,
  eachEntry,
  elementsOf,
  entriesOf,
  MAX_INV_SZ,
  MSG_FILTERED_BLOCK,
  who,
} from './readers';
import { HASH_BYTES, INVENTORY_BYTES } from '../sizes';

/** Of Core's net_processing.cpp, node/txdownloadman.h, common/bloom.h and script/script.h. */
const MAX_HEADERS_RESULTS = 2000;
const MAX_ADDR_TO_SEND = 1000;
const MAX_LOCATOR_SZ = 101;
const MAX_NOTFOUND = 5000 + 16;
const MAX_BLOOM_FILTER_SIZE = 36_000;
const MAX_HASH_FUNCS = 50;
const MAX_SCRIPT_ELEMENT_SIZE = 520;
/** Bytes of a header with its count of transactions, and of the shortest address of addr and addrv2. */
const HEADER = 81;
const ADDRESS = 30;
const ADDRESS_V2 = 9;
/** ServiceFlags of Core's protocol.h. */
const NODE_BLOOM = 1n << 2n;

const PUNISHED = 'Core punishes it.';

const RULES = rules({
  invTooLarge: {
    severity: 'error',
    about: `An \`inv\` of more than ${formatCount(MAX_INV_SZ)} entries; ${PUNISHED}`,
    source: 'net_processing.cpp, MAX_INV_SZ',
  },
  getdataTooLarge: {
    severity: 'error',
    about: `A \`getdata\` of more than ${formatCount(MAX_INV_SZ)} entries; ${PUNISHED}`,
    source: 'net_processing.cpp, MAX_INV_SZ',
  },
  notfoundTooLarge: {
    severity: 'warning',
    about: `A \`notfound\` of more than ${formatCount(MAX_NOTFOUND)} entries; Core ignores it.`,
    source:
      'node/txdownloadman.h, MAX_PEER_TX_ANNOUNCEMENTS; net_processing.cpp, MAX_BLOCKS_IN_TRANSIT_PER_PEER',
  },
  headersTooMany: {
    severity: 'error',
    about: `More than ${formatCount(MAX_HEADERS_RESULTS)} headers in a message; ${PUNISHED}`,
    source: 'net_processing.h, MAX_HEADERS_RESULTS',
  },
  addrTooMany: {
    severity: 'error',
    about: `More than ${formatCount(MAX_ADDR_TO_SEND)} addresses in a message; ${PUNISHED}`,
    source: 'net_processing.cpp, MAX_ADDR_TO_SEND',
  },
  locatorTooLong: {
    severity: 'error',
    about: `A block locator of more than ${MAX_LOCATOR_SZ} hashes; Core disconnects.`,
    source: 'net_processing.cpp, MAX_LOCATOR_SZ',
  },
  getblocktxnEmpty: {
    severity: 'error',
    about: 'A `getblocktxn` that asks for no transaction; Core disconnects.',
    source: 'net_processing.cpp, ProcessMessage (getblocktxn received with no transaction indexes)',
  },
  sendcmpctInvalid: {
    severity: 'error',
    about: `A \`sendcmpct\` whose first byte is neither 0 nor 1; ${PUNISHED}`,
    source: 'net_processing.cpp, ProcessMessage (invalid sendcmpct announce field); BIP152',
  },
  filterTooLarge: {
    severity: 'error',
    about: `A Bloom filter of more than ${formatCount(MAX_BLOOM_FILTER_SIZE)} bytes or ${MAX_HASH_FUNCS} hash functions; ${PUNISHED}`,
    source: 'common/bloom.h, MAX_BLOOM_FILTER_SIZE, MAX_HASH_FUNCS; BIP37',
  },
  filteraddTooLarge: {
    severity: 'error',
    about: `A \`filteradd\` of more than ${MAX_SCRIPT_ELEMENT_SIZE} bytes; ${PUNISHED}`,
    source: 'script/script.h, MAX_SCRIPT_ELEMENT_SIZE; BIP37',
  },
  bloomNotOffered: {
    severity: 'error',
    about:
      '`filterload`, `filteradd`, `filterclear`, or a filtered block asked for, of one who does not offer Bloom filters; Core disconnects.',
    source: 'net_processing.cpp, ProcessMessage (NODE_BLOOM); BIP111',
  },
  feefilterInvalid: {
    severity: 'warning',
    about: 'A `feefilter` that is no amount of money; Core ignores it.',
    source: 'consensus/amount.h, MoneyRange; BIP133',
  },
  malformed: {
    severity: 'warning',
    about:
      'A message that Core cannot read: shorter than what it says it holds, or with a position of a transaction beyond 65,535; Core ignores it.',
    source: 'net_processing.cpp, ProcessMessages (Exception caught)',
  },
});

export const limitRules = {
  rules: RULES,
  checks: {
    inv: atMost('entries', INVENTORY_BYTES, MAX_INV_SZ, RULES.invTooLarge),
    getdata,
    notfound: atMost('entries', INVENTORY_BYTES, MAX_NOTFOUND, RULES.notfoundTooLarge),
    headers: atMost('headers', HEADER, MAX_HEADERS_RESULTS, RULES.headersTooMany),
    addr: atMost('addresses', ADDRESS, MAX_ADDR_TO_SEND, RULES.addrTooMany),
    addrv2: atMost('addresses', ADDRESS_V2, MAX_ADDR_TO_SEND, RULES.addrTooMany),
    ...forTypes(['getheaders', 'getblocks'], locator),
    getblocktxn,
    cmpctblock: unreadable,
    sendcmpct,
    filterload,
    filteradd,
    filterclear: bloom,
    feefilter,
  } satisfies Record<string, Check>,
};

/** @param bytes Of the shortest element. */
function atMost(what: string, bytes: number, most: number, rule: Rule): Check {
  return (connection, message) => {
    const count = elementsOf(message, bytes);
    if (!count) tellMalformed(connection, message, countAt(message.payload), what);
    else if (count.value > most) {
      const end = rule.severity === 'error' ? 'for which Core punishes it' : 'which Core ignores';
      const text = `${who(message)} sends ${message.messageType} with ${formatCount(count.value)} ${what}, more than ${formatCount(most)}, ${end}.`;
      connection.tell(rule, message, text);
    }
  };
}

/** @param claimed Where it could be read. */
function tellMalformed(
  connection: Connection,
  message: Heard,
  claimed: Count | undefined,
  what: string,
): void {
  // What a capture holds of a message may be too short for the count.
  if (!claimed && !message.whole) return;
  const { messageType, size } = message;
  const holds = claimed ? `for its count of ${what}, ${formatCount(claimed.value)}` : 'to be read';
  const text = `${who(message)} sends ${messageType} of ${formatCount(size)} bytes, too short ${holds}, so Core ignores it.`;
  connection.tell(RULES.malformed, message, text);
}

const checkEntries = atMost('entries', INVENTORY_BYTES, MAX_INV_SZ, RULES.getdataTooLarge);

function getdata(connection: Connection, message: Heard): void {
  checkEntries(connection, message);
  const count = entriesOf(message);
  if (!count || !connection.lacks(message, NODE_BLOOM)) return;
  let filtered = 0;
  eachEntry(message, count, (type) => {
    if (type === MSG_FILTERED_BLOCK) filtered++;
  });
  if (filtered > 0) bloom(connection, message);
}

function locator(connection: Connection, message: Heard): void {
  const { payload, size, messageType } = message;
  const count = countAt(payload, 4);
  if (!count) return;
  if (4 + count.bytes + count.value * HASH_BYTES + HASH_BYTES > size)
    tellMalformed(connection, message, count, 'hashes');
  else if (count.value > MAX_LOCATOR_SZ) {
    const text = `${who(message)} sends ${messageType} with ${formatCount(count.value)} hashes in its locator, more than ${MAX_LOCATOR_SZ}, for which Core disconnects.`;
    connection.tell(RULES.locatorTooLong, message, text);
  }
}

function getblocktxn(connection: Connection, message: Heard): void {
  unreadable(connection, message);
  if (countAt(message.payload, HASH_BYTES)?.value !== 0) return;
  const text = `${who(message)} sends getblocktxn that asks for no transaction, for which Core disconnects.`;
  connection.tell(RULES.getblocktxnEmpty, message, text);
}

/**
 * Tells a message that Core cannot read and so ignores: one that ends too early, or whose positions of transactions,
 * each counted from the one before, do not fit into 16 bits.
 */
export function unreadable(connection: Connection, message: Heard): void {
  const { messageType, payload, size, whole } = message;
  const error = whole ? decodeMessage(messageType, payload).error : undefined;
  if (!error) return;
  const text = `${who(message)} sends ${messageType} of ${formatCount(size)} bytes that Core cannot read (${error.reason}), so Core ignores it.`;
  connection.tell(RULES.malformed, message, text);
}

function sendcmpct(connection: Connection, message: Heard): void {
  const { payload, size, whole } = message;
  if (size < 9) {
    if (whole) tellMalformed(connection, message, undefined, '');
    return;
  }
  const announce = payload[0];
  if (announce === undefined || announce <= 1) return;
  const text = `${who(message)} sends sendcmpct with ${announce} where only 0 and 1 are allowed, for which Core punishes it.`;
  connection.tell(RULES.sendcmpctInvalid, message, text);
}

function bloom(connection: Connection, message: Heard): boolean {
  if (!connection.lacks(message, NODE_BLOOM)) return false;
  const what =
    message.messageType === 'getdata'
      ? 'asks for a filtered block'
      : `sends ${message.messageType}`;
  const text = `${who(message)} ${what}, although no Bloom filters are offered, for which Core disconnects.`;
  connection.tell(RULES.bloomNotOffered, message, text, connection.receiver(message).version?.row);
  return true;
}

function filterload(connection: Connection, message: Heard): void {
  if (bloom(connection, message)) return;
  const { payload, size } = message;
  const count = countAt(payload);
  if (!count) return;
  const end = count.bytes + count.value;
  // After the filter: functions, tweak and flags.
  if (end + 9 > size) {
    tellMalformed(connection, message, count, 'bytes');
    return;
  }
  const functions =
    payload.length >= end + 4
      ? new DataView(payload.buffer, payload.byteOffset + end, 4).getUint32(0, true)
      : 0;
  if (count.value <= MAX_BLOOM_FILTER_SIZE && functions <= MAX_HASH_FUNCS) return;
  const text = `${who(message)} loads a Bloom filter of ${formatCount(count.value)} bytes and ${formatCount(functions)} hash functions, more than ${formatCount(MAX_BLOOM_FILTER_SIZE)} and ${MAX_HASH_FUNCS}, for which Core punishes it.`;
  connection.tell(RULES.filterTooLarge, message, text);
}

function filteradd(connection: Connection, message: Heard): void {
  if (bloom(connection, message)) return;
  const count = countAt(message.payload);
  if (!count) return;
  if (count.bytes + count.value > message.size) tellMalformed(connection, message, count, 'bytes');
  else if (count.value > MAX_SCRIPT_ELEMENT_SIZE) {
    const text = `${who(message)} adds ${formatCount(count.value)} bytes to its Bloom filter, more than ${MAX_SCRIPT_ELEMENT_SIZE}, for which Core punishes it.`;
    connection.tell(RULES.filteraddTooLarge, message, text);
  }
}

function feefilter(connection: Connection, message: Heard): void {
  const { payload, size, whole } = message;
  if (payload.length < 8) {
    if (whole && size < 8) tellMalformed(connection, message, undefined, '');
    return;
  }
  const rate = new DataView(payload.buffer, payload.byteOffset, 8).getBigInt64(0, true);
  if (inMoneyRange(rate)) return;
  const text = `${who(message)} sends feefilter with ${formatCount(rate)} satoshi per kvB, which is no amount of money, so Core ignores it.`;
  connection.tell(RULES.feefilterInvalid, message, text);
}
