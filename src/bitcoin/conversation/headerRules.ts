import { viewOf } from '../../shared/text/jsonBytes';
import { formatCount, plural } from '../../shared/text/quantity';
import { putHash256 } from '../hash';
import { targetReached } from '../text/target';
import type { Connection } from './connection';
import { type Check, rules } from './group';
import type { Heard } from './heard';
import { countAt, elementsOf, hashText, spanText, who } from './readers';
import { HASH_BYTES, HEADER_BYTES } from '../sizes';

/** With its count of transactions, which is 0. */
const ENTRY = 81;
const BITS = 72;
/** MAX_HEADERS_RESULTS: such a message is followed by another request. */
const MAX_HEADERS = 2000;
/** Core asks for what is missing at once, nanoseconds. */
const AT_ONCE_NS = 100e6;

const RULES = rules({
  headersWithoutWork: {
    severity: 'error',
    about:
      'A header whose hash does not reach the target that it claims, or whose target is too easy for the chain; Core punishes it.',
    source: 'net_processing.cpp, CheckHeadersPoW; pow.cpp, CheckProofOfWork',
  },
  headersNotContinuous: {
    severity: 'error',
    about: 'Headers of a message that do not build on each other; Core punishes it.',
    source: 'net_processing.cpp, CheckHeadersAreContinuous',
  },
  headersUnconnected: {
    severity: 'note',
    about:
      'Headers after which Core asks for those before them: they seem to connect to nothing that it knows.',
    source: 'net_processing.cpp, HandleUnconnectingHeaders',
  },
});

export const headerRules = {
  rules: RULES,
  checks: { headers, block: oneHeader, cmpctblock: oneHeader, getheaders } satisfies Record<
    string,
    Check
  >,
};

const hash = Buffer.alloc(HASH_BYTES);

/** Valid until the next. */
function hashAt(payload: Uint8Array, at: number): Buffer {
  putHash256(payload.subarray(at, at + HEADER_BYTES), hash, 0);
  return hash;
}

/** Whether a header has the work that it claims, whatever is not known taken in its favour. */
function hasWork(connection: Connection, payload: Uint8Array, at: number): boolean {
  const bits = viewOf(payload).getUint32(at + BITS, true);
  return targetReached(hash, bits, connection.around.chainOf(connection.id.pid));
}

function headers(connection: Connection, message: Heard): void {
  const { payload, inbound, row, timeNs } = message;
  const { lastHeader } = connection;
  if (inbound) connection.headers = connection.lastHeader = undefined;
  const count = elementsOf(message, ENTRY);
  if (!count || count.value === 0 || count.value > MAX_HEADERS) return;
  let previous: Buffer | undefined;
  let workless: string | undefined;
  let break_: number | undefined;
  let captured = 0;
  for (
    let at = count.bytes;
    captured < count.value && at + HEADER_BYTES <= payload.length;
    captured++
  ) {
    const own = hashAt(payload, at);
    if (workless === undefined && !hasWork(connection, payload, at)) workless = hashText(own, 0);
    if (previous && previous.compare(payload, at + 4, at + 36) !== 0) break_ ??= captured;
    previous = Buffer.from(own);
    const transactions = countAt(payload, at + HEADER_BYTES);
    if (!transactions) break;
    at += HEADER_BYTES + transactions.bytes;
  }
  if (workless !== undefined) {
    const text = `${who(message)} sends header ${workless}, which does not have the proof of work that its chain needs, for which Core punishes it.`;
    connection.tell(RULES.headersWithoutWork, message, text);
  } else if (break_ !== undefined) {
    const text = `${who(message)} sends ${plural(count.value, 'header')}, of which number ${formatCount(break_ + 1)} does not build on the one before it, for which Core punishes it.`;
    connection.tell(RULES.headersNotContinuous, message, text);
  } else if (inbound && previous && captured === count.value && count.value < MAX_HEADERS) {
    const first = Buffer.from(payload.subarray(count.bytes + 4, count.bytes + 36));
    // A chain of little work is asked for again from its start, once it has enough (HeadersSyncState).
    if (!lastHeader?.equals(first))
      connection.headers = { row, timeNs, previous: first, last: previous.toString('latin1') };
  }
  if (inbound && previous && captured === count.value) connection.lastHeader = previous;
}

function oneHeader(connection: Connection, message: Heard): void {
  const { payload } = message;
  if (payload.length < HEADER_BYTES) return;
  const own = hashAt(payload, 0);
  if (hasWork(connection, payload, 0)) return;
  const text = `${who(message)} sends ${message.messageType} ${hashText(own, 0)}, whose header does not have the proof of work that its chain needs.`;
  connection.tell(RULES.headersWithoutWork, message, text);
}

/** Core asks at once for the headers before some that connect to nothing; anything else that it asks for is later. */
function getheaders(connection: Connection, message: Heard): void {
  if (message.inbound) return;
  const { headers: latest, askedHeaders } = connection;
  connection.headers = undefined;
  connection.askedHeaders = true;
  if (!latest || !askedHeaders || connection.around.suspended || !connection.unbroken) return;
  const { row, timeNs, previous, last } = latest;
  const { payload } = message;
  if (message.timeNs - timeNs > AT_ONCE_NS || row !== connection.peer.last?.row) return;
  const count = countAt(payload, 4);
  if (!count || !message.whole) return;
  // A locator that knows them, or what they build on, asks for what comes after.
  const first = 4 + count.bytes;
  for (let i = 0; i < count.value; i++) {
    const at = first + 32 * i;
    const own = Buffer.from(payload.subarray(at, at + 32));
    if (own.equals(previous) || own.toString('latin1') === last) return;
  }
  const text = `The peer sends headers that seem to connect to nothing the node knows: ${spanText(message.timeNs - timeNs)} later the node asks for those before them.`;
  connection.tell(RULES.headersUnconnected, { row, timeNs }, text, message.row);
}
