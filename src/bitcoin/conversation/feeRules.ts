import { formatCount } from '../../shared/text/quantity';
import { inMoneyRange } from '../text/amount';
import { INVENTORY_BYTES } from '../sizes';
import { txidOf, wtxidOf } from './carried';
import { ANNOUNCED, type Connection, type Feefilter } from './connection';
import type { Judged, NodeFees } from './fees';
import { type Check, rules } from './group';
import type { Heard } from './heard';
import {
  endOfEntries,
  entriesOf,
  hashText,
  isTransaction,
  Tally,
  u32At,
  who,
  whom,
} from './readers';

/**
 * What a peer announces so long after the node has sent a filter was not on its way then, nanoseconds: as long as Core
 * waits for a transaction (GETDATA_TX_INTERVAL of node/txdownloadman.h). Of what the node announces nothing is on its
 * way: it looks at the filter when it makes each message (SendMessages).
 */
const ON_ITS_WAY_NS = 60e9;
/** Of a mempool that has room: by it Core says that a fee is below the least that it tells any peer (MaybeSendFeefilter). */
const BELOW_LEAST = 'min relay fee not met';

const RULES = rules({
  belowFeefilter: {
    severity: 'warning',
    about:
      'A transaction is announced whose fee is below the `feefilter` of the other side. Told where the node’s mempool is traced (`mempool:added`, `mempool:rejected`); of a peer, 60 seconds after the node has sent the filter.',
    source: 'net_processing.cpp, SendMessages (filterrate), MaybeSendFeefilter; BIP133',
  },
});

export const feeRules = {
  rules: RULES,
  checks: { feefilter, inv, tx } satisfies Record<string, Check>,
};

function feefilter(connection: Connection, message: Heard): void {
  const { payload, row, timeNs, whole, inbound } = message;
  const sender = connection.sender(message);
  if (payload.length < 8) {
    if (!whole) sender.feefilter = undefined;
    return;
  }
  const rate = new DataView(payload.buffer, payload.byteOffset, 8).getBigInt64(0, true);
  // Core ignores it.
  if (!inMoneyRange(rate)) return;
  const before = leastOf(sender.feefilter, timeNs, !inbound);
  sender.feefilter = { rate: Number(rate), before, row, sinceNs: timeNs };
}

/** What an announcement must pay, satoshi per kvB; 0 where that is not known. @param byPeer Who makes it. */
function leastOf(filter: Feefilter | undefined, timeNs: number, byPeer: boolean): number {
  // It may have been another one.
  if (!filter || timeNs < filter.sinceNs) return 0;
  const isNew = byPeer && timeNs - filter.sinceNs < ON_ITS_WAY_NS;
  return isNew ? Math.min(filter.rate, filter.before) : filter.rate;
}

/** Where what is announced can be judged. */
function feesOf({ around, id, type }: Connection): NodeFees | undefined {
  // A private broadcast asks nobody.
  return around.suspended || type === 'private-broadcast' ? undefined : around.fees.of(id.pid);
}

function inv(connection: Connection, message: Heard): void {
  const fees = feesOf(connection);
  const filter = connection.receiver(message).feefilter;
  const { payload, timeNs, inbound } = message;
  const least = leastOf(filter, timeNs, inbound);
  const count = fees && least > 0 ? entriesOf(message) : undefined;
  if (!count) return;
  const { hashes } = connection.around;
  const below = new Tally(payload);
  const end = endOfEntries(message, count);
  for (let entry = count.bytes; entry < end; entry += INVENTORY_BYTES) {
    if (!isTransaction(u32At(payload, entry))) continue;
    const at = entry + 4;
    const known = fees!.of(hashes.find(payload, at));
    if (known && known.rate < least) below.add(at, known.row);
  }
  if (below.count === 0) return;
  const pays = below.count === 1 ? 'pays' : 'pay';
  const text = `${who(message)} announces ${below.text}, which ${pays} less than the feefilter of ${filterText(least)} that ${whom(message)} has sent.`;
  connection.tell(RULES.belowFeefilter, message, text, filter!.row, below.row);
}

function filterText(rate: number): string {
  return `${formatCount(rate)} satoshi per kvB`;
}

/** Which wtxid a txid has, by which it was announced, is known by the transaction itself. */
function tx(connection: Connection, message: Heard): void {
  const fees = feesOf(connection);
  if (!fees || !message.whole) return;
  const { payload, inbound } = message;
  const { announced } = connection;
  const wtxid = connection.numberOf(wtxidOf(payload), 0);
  // What is known was judged when it was announced; another peer may wait for the same.
  if (wtxid < 0 || (!inbound && fees.knows(wtxid))) return;
  const txidBytes = txidOf(payload);
  if (!txidBytes) return;
  const txid = connection.numberOf(txidBytes, 0);
  const paid = fees.join(txid, wtxid);
  const known = announced.find(wtxid);
  const judged = announcementOf(connection, message, known >= 0 ? known : announced.find(txid));
  if (!paid) {
    if (inbound && txid >= 0) fees.wait(txid, wtxid, judged);
  } else if (!inbound && judged && paid.rate < judged.least) {
    const text = `The node announces transaction ${hashText(txidBytes, 0)}, which pays less than the feefilter of ${filterText(judged.least)} that the peer has sent.`;
    connection.tell(RULES.belowFeefilter, judged, text, judged.filterRow, paid.row);
  }
}

/** @param entry Of the transaction that is sent now, among those that were announced. */
function announcementOf(connection: Connection, message: Heard, entry: number): Judged | undefined {
  const { announced, id } = connection;
  const own = message.inbound ? ANNOUNCED.byPeer : ANNOUNCED.byNode;
  // Where both have announced it, it is not known when this one has.
  if (entry < 0 || announced.state(entry) !== own) return undefined;
  const filter = connection.receiver(message).feefilter;
  const [row, timeNs] = [announced.row(entry), announced.timeNs(entry)];
  const least = leastOf(filter, timeNs, message.inbound);
  if (least === 0) return undefined;
  return { connection: id, row, timeNs, least, filterRow: filter!.row };
}

/** The node has taken a transaction that a peer announced. @param rate Satoshi per kvB. */
export function tellAccepted(
  connection: Connection,
  judged: Judged,
  row: number,
  rate: number,
  name: string,
): void {
  if (rate >= judged.least) return;
  const text = `The peer announces transaction ${name}, which pays less than the feefilter of ${filterText(judged.least)} that the node has sent.`;
  connection.tell(RULES.belowFeefilter, judged, text, judged.filterRow, row);
}

/** The node has refused a transaction that a peer announced. @param reason In Core’s words. */
export function tellRefused(
  connection: Connection,
  judged: Judged,
  row: number,
  reason: string,
  name: string,
): void {
  if (reason !== BELOW_LEAST) return;
  const text = `The peer announces transaction ${name}, which pays less than the feefilter of ${filterText(judged.least)} that the node has sent: the node refuses it (${BELOW_LEAST}).`;
  connection.tell(RULES.belowFeefilter, judged, text, judged.filterRow, row);
}
