import { visible } from '../../shared/text/visible';
import { txidOf, wtxidOf } from './carried';
import { ANNOUNCED, ASKED, type Connection, OVERDUE, type Side } from './connection';
import { type Check, rules } from './group';
import { REMOVED, SETTLED, type HashTable } from './hashTable';
import type { Heard } from './heard';
import { unreadable } from './limitRules';
import {
  eachEntry,
  elementsOf,
  endOfEntries,
  entriesOf,
  hashName,
  hashText,
  isTransaction,
  MSG_TX,
  MSG_WTX,
  nameText,
  spanText,
  Tally,
  transactionsText,
  u32At,
  who,
  whom,
} from './readers';
import { INVENTORY_BYTES } from '../sizes';

/** GETDATA_TX_INTERVAL of Core's node/txdownloadman.h, nanoseconds. */
const GETDATA_TX_NS = 60e9;
/** An announcement that crossed another one on its way does not take longer, nanoseconds. */
const CROSSING_NS = 10e9;
/** Connections on which Core takes no transactions (RejectIncomingTxs). */
const WITHOUT_TRANSACTIONS = new Set(['block-relay-only', 'feeler']);

const RULES = rules({
  txUnasked: {
    severity: 'warning',
    about: 'A `tx` that the receiver has not asked for.',
    source: 'net_processing.cpp, ProcessGetData',
  },
  txTwice: {
    severity: 'warning',
    about: 'The same `tx` again, without having been asked for again.',
    source: 'net_processing.cpp, ProcessGetData',
  },
  txNotWanted: {
    severity: 'error',
    about:
      'A `tx`, or an `inv` of transactions, to a node that wants none: on a block-relay-only or feeler connection, or where its `version` says so. Core disconnects.',
    source: 'net_processing.cpp, RejectIncomingTxs; BIP37, BIP60',
  },
  invNotWanted: {
    severity: 'warning',
    about: 'The node announces transactions to a peer whose `version` asks for none.',
    source: 'BIP37, BIP60',
  },
  invOfWrongKind: {
    severity: 'warning',
    about:
      'A peer that has sent `wtxidrelay` announces by txid, or one that has not by wtxid; Core ignores the entries.',
    source: 'net_processing.cpp, ProcessMessage (m_wtxid_relay); BIP339',
  },
  getdataUnannounced: {
    severity: 'warning',
    about: 'A transaction is asked for that the other side has never announced.',
    source: 'net_processing.cpp, FindTxForGetData; BIP339',
  },
  notfound: {
    severity: 'note',
    about: 'What was asked for is not there any more, or never was.',
    source: 'net_processing.cpp, ProcessGetData (NOTFOUND)',
  },
  notfoundUnasked: {
    severity: 'warning',
    about: 'A `notfound` of a transaction that was not asked for.',
    source: 'node/txdownloadman.h, ReceivedNotFound',
  },
  txNotDelivered: {
    severity: 'warning',
    about:
      'A transaction was asked for, and neither `tx` nor `notfound` came within 60 seconds, after which Core asks another peer.',
    source: 'node/txdownloadman.h, GETDATA_TX_INTERVAL',
  },
  announcedBack: {
    severity: 'note',
    about: 'A transaction is announced to who has announced it, long enough ago to be known.',
    source: 'net_processing.cpp, AddKnownTx (m_tx_inventory_known_filter)',
  },
});

export const inventoryRules = {
  rules: RULES,
  checks: {
    inv,
    getdata,
    notfound,
    tx,
    mempool,
    merkleblock,
    filterload,
    filterclear: filterload,
  } satisfies Record<string, Check>,
  sweep,
};

function mempool(connection: Connection, message: Heard): void {
  connection.sender(message).mempool ??= message.row;
}

function merkleblock(connection: Connection, message: Heard): void {
  connection.sender(message).merkleblock = true;
}

function filterload(connection: Connection, message: Heard): void {
  connection.sender(message).bloom = true;
}

function inv(connection: Connection, message: Heard): void {
  const { payload, inbound, row, timeNs, whole } = message;
  const sender = connection.sender(message);
  const { announced } = connection;
  if (!whole) announced.forget();
  const count = entriesOf(message);
  if (!count) return;
  const { byPeer, byNode } = ANNOUNCED;
  const own = inbound ? byPeer : byNode;
  const all = new Tally(payload);
  const wrong = new Tally(payload);
  const returned = new Tally(payload);
  const ignored = inbound ? ignoredKind(connection, sender) : undefined;
  const end = endOfEntries(message, count);
  // Most of what nodes say is this: nothing is called for each that need not be.
  for (let entry = count.bytes; entry < end; entry += INVENTORY_BYTES) {
    const type = u32At(payload, entry);
    if (!isTransaction(type)) continue;
    const at = entry + 4;
    all.add(at);
    if (type === ignored) wrong.add(at);
    const hash = connection.numberOf(payload, at);
    const known = announced.find(hash);
    if (known < 0) {
      announced.add(hash, row, timeNs, own);
      continue;
    }
    const by = announced.state(known);
    if (by === own) continue;
    if (isReturned(connection, message, announced.timeNs(known)))
      returned.add(at, announced.row(known));
    announced.setState(known, byPeer | byNode);
  }
  if (all.count === 0) return;
  sender.hasAnnounced = true;
  tellUnwanted(connection, message, all);
  if (wrong.count > 0) {
    const [id, other] = ignored === MSG_TX ? ['txid', 'wtxidrelay'] : ['wtxid', 'no wtxidrelay'];
    const text = `The peer announces ${wrong.text} by ${id}, although it has sent ${other}, so Core ignores it.`;
    connection.tell(RULES.invOfWrongKind, message, text, sender.wtxidrelay);
  }
  if (returned.count > 0) {
    const text = `${who(message)} announces ${returned.text} to ${whom(message)}, who has announced it.`;
    connection.tell(RULES.announcedBack, message, text, returned.row);
  }
}

/** The type of entry that Core ignores, where that is known. */
function ignoredKind(connection: Connection, sender: Side): number | undefined {
  if (sender.wtxidrelay !== undefined) {
    const { commonVersion } = connection;
    return commonVersion !== undefined && commonVersion >= 70_016 ? MSG_TX : undefined;
  }
  return connection.isKnown && sender.verack !== undefined ? MSG_WTX : undefined;
}

/** @param thenNs When the other side announced it. */
function isReturned(connection: Connection, message: Heard, thenNs: number): boolean {
  // An answer to mempool has everything; and two announcements may cross.
  if (connection.receiver(message).mempool !== undefined) return false;
  return !message.inbound || message.timeNs - thenNs > CROSSING_NS;
}

/** @returns Whether it is an error. */
function tellUnwanted(connection: Connection, message: Heard, what: Pick<Tally, 'text'>): boolean {
  const { inbound, messageType } = message;
  const verb = messageType === 'tx' ? 'sends' : 'announces';
  const { version, bloom, mempool: asked } = connection.receiver(message);
  const isRefused = version?.relay === false;
  if (inbound) {
    const { type } = connection;
    const isClosed = WITHOUT_TRANSACTIONS.has(type);
    // Of such a connection Core ignores nearly everything.
    if ((!isClosed && !isRefused) || type === 'private-broadcast') return false;
    const why = isClosed
      ? `on a ${visible(type)} connection`
      : 'although the version of the node asks for none';
    const text = `The peer ${verb} ${what.text} ${why}, for which Core disconnects.`;
    connection.tell(RULES.txNotWanted, message, text, isRefused ? version.row : undefined);
    return true;
  } else if (
    messageType === 'inv' &&
    isRefused &&
    !bloom &&
    asked === undefined &&
    connection.isKnown
  ) {
    const text = `The node announces ${what.text}, although the version of the peer asks for none.`;
    connection.tell(RULES.invNotWanted, message, text, version.row);
  }
  return false;
}

function getdata(connection: Connection, message: Heard): void {
  const { payload, row, timeNs, whole } = message;
  const { asked } = connection.sender(message).tables;
  if (!whole) asked.forget();
  const count = entriesOf(message);
  if (!count) return;
  const answerer = connection.receiver(message);
  const { announced } = connection;
  const answerers = message.inbound ? ANNOUNCED.byNode : ANNOUNCED.byPeer;
  const isKnown = connection.isKnown && !announced.hasForgotten();
  // Parents of what was received are asked for by txid, and nobody announces them.
  const hasChildren = answerer.hasAnnounced || answerer.tables.sent.end > 0;
  const unannounced = new Tally(payload);
  const end = endOfEntries(message, count);
  for (let entry = count.bytes; entry < end; entry += INVENTORY_BYTES) {
    const type = u32At(payload, entry);
    if (!isTransaction(type)) continue;
    const at = entry + 4;
    const mustBeAnnounced = isKnown && (type === MSG_WTX || !hasChildren);
    const hash = connection.numberOf(payload, at);
    if (mustBeAnnounced) {
      const known = announced.find(hash);
      if (known < 0 || (announced.state(known) & answerers) === 0) unannounced.add(at);
    }
    asked.set(hash, row, timeNs, ASKED, hashName(payload, at));
  }
  connection.waitUntil(timeNs + GETDATA_TX_NS);
  if (unannounced.count === 0) return;
  const text = `${who(message)} asks for ${unannounced.text}, which ${whom(message)} has not announced.`;
  connection.tell(RULES.getdataUnannounced, message, text);
}

function notfound(connection: Connection, message: Heard): void {
  const { payload, whole } = message;
  const { asked } = connection.receiver(message).tables;
  const { hashes } = connection.around;
  const count = elementsOf(message, INVENTORY_BYTES);
  if (!count) {
    if (!whole) settleAll(asked);
    return;
  }
  const isKnown = connection.isKnown && !asked.hasForgotten();
  const gone = new Tally(payload);
  const unasked = new Tally(payload);
  eachEntry(message, count, (type, at) => {
    if (!isTransaction(type)) return;
    const entry = asked.find(hashes.find(payload, at));
    if (entry >= 0 && asked.state(entry) !== SETTLED) {
      gone.add(at, asked.row(entry));
      asked.setState(entry, SETTLED);
    } else if (isKnown) unasked.add(at);
    else gone.add(at);
  });
  if (!whole) settleAll(asked);
  if (gone.count > 0) {
    const why = gone.row === undefined ? '' : `, which ${whom(message)} has asked for`;
    const text = `${who(message)} does not have ${gone.text}${why}.`;
    connection.tell(RULES.notfound, message, text, gone.row);
  }
  if (unasked.count > 0) {
    const text = `${who(message)} says that it does not have ${unasked.text}, which ${whom(message)} has not asked for.`;
    connection.tell(RULES.notfoundUnasked, message, text);
  }
}

/** Any of what was asked for may have been answered. */
function settleAll(asked: HashTable): void {
  for (let entry = asked.begin; entry < asked.end; entry++)
    if (asked.state(entry) !== REMOVED) asked.setState(entry, SETTLED);
  asked.forget();
}

function tx(connection: Connection, message: Heard): void {
  const { payload, row, timeNs, whole } = message;
  const isUnwanted = tellUnwanted(connection, message, { text: 'a transaction' });
  const sender = connection.sender(message);
  const { asked } = connection.receiver(message).tables;
  if (!whole) {
    settleAll(asked);
    return;
  }
  const hash = connection.numberOf(wtxidOf(payload), 0);
  let isAnswer = settle(asked, hash);
  if (!isAnswer) {
    const txid = txidOf(payload);
    if (!txid) {
      // Of who sends what was not wanted, Core reads nothing; and it reads a transaction with bytes after it.
      if (!isUnwanted) unreadable(connection, message);
      return;
    }
    isAnswer = settle(asked, connection.around.hashes.find(txid, 0));
  }
  const { sent } = sender.tables;
  const before = sent.find(hash);
  const beforeRow = before < 0 ? undefined : sent.row(before);
  const sinceNs = before < 0 ? 0 : timeNs - sent.timeNs(before);
  sent.set(hash, row, timeNs, SETTLED);
  // What matches a Bloom filter follows a merkleblock unasked.
  if (isAnswer || isUnwanted || sender.merkleblock || asked.hasForgotten() || !connection.isKnown)
    return;
  const name = `transaction ${hashText(txidOf(payload)!, 0)}`;
  if (beforeRow !== undefined) {
    const text = `${who(message)} sends ${name} again, ${spanText(sinceNs)} after the first time, without having been asked again.`;
    connection.tell(RULES.txTwice, message, text, beforeRow);
  } else {
    const text = `${who(message)} sends ${name}, which ${whom(message)} has not asked for.`;
    connection.tell(RULES.txUnasked, message, text);
  }
}

/** @returns Whether it was asked for and had not come. */
function settle(asked: HashTable, hash: number): boolean {
  const entry = asked.find(hash);
  if (entry < 0 || asked.state(entry) === SETTLED) return false;
  asked.setState(entry, SETTLED);
  return true;
}

function sweep(connection: Connection, timeNs: number): number {
  return Math.min(
    sweepSide(connection, connection.node, true, timeNs),
    sweepSide(connection, connection.peer, false, timeNs),
  );
}

/** @param inbound Whether the answer would be. @returns When the next may be too late. */
function sweepSide(connection: Connection, side: Side, inbound: boolean, timeNs: number): number {
  const asked = side.knownTables?.asked;
  if (!asked) return Infinity;
  let nextNs = Infinity;
  let late: Map<number, Late> | undefined;
  side.sweptRequests = Math.max(side.sweptRequests, asked.begin);
  for (; side.sweptRequests < asked.end; side.sweptRequests++) {
    const entry = side.sweptRequests;
    if (asked.state(entry) !== ASKED) continue;
    nextNs = asked.timeNs(entry) + GETDATA_TX_NS;
    if (nextNs > timeNs) break;
    nextNs = Infinity;
    asked.setState(entry, OVERDUE);
    const row = asked.row(entry);
    late ??= new Map<number, Late>();
    const known = late.get(row);
    if (known) known.count++;
    else late.set(row, { count: 1, first: asked.name(entry), timeNs: asked.timeNs(entry) });
  }
  if (late && connection.isKnown && answersRequests(connection, inbound))
    tellLate(connection, late, inbound);
  return nextNs;
}

/** Transactions that one message asked for, and that did not come. */
interface Late {
  count: number;
  /** Of {@link hashName}. */
  first: number;
  /** When they were asked for. */
  timeNs: number;
}

/** @param late By the row that asks. */
function tellLate(connection: Connection, late: ReadonlyMap<number, Late>, inbound: boolean): void {
  for (const [row, { count, first, timeNs: askedNs }] of late) {
    const [name, owner] = inbound ? ['The peer', 'the node'] : ['The node', 'the peer'];
    const text = `${name} has sent neither tx nor notfound for ${transactionsText(count, nameText(first))} that ${owner} asked for, within 60 s.`;
    connection.tell(RULES.txNotDelivered, { row, timeNs: askedNs }, text);
  }
}

/** Of who wants no transactions Core ignores requests for them. */
function answersRequests({ type, peer }: Connection, inbound: boolean): boolean {
  if (inbound) return true;
  return peer.version?.relay === true && !WITHOUT_TRANSACTIONS.has(type);
}
