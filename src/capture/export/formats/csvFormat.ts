import type { ProbeEvent } from '../../../shared/events/event';
import { eventKind, tracepointName } from '../../../shared/events/eventKinds';
import { peerNumber } from '../../../shared/text/peerNumber';
import { utcTimeNanos } from '../../../shared/text/dateText';
import type { Gap } from '../../index/losses';
import { summaryOf } from '../../query/readEvent';
import { addressOf } from '../addressOf';
import { AnswerFinder } from '../answerFinder';
import { csvCell } from '../csvCell';
import type { Clock } from '../eventJson';
import type { Exporter, RowFacts, TextFormat } from '../exporter';

const COLUMNS = [
  ...['row', 'time', 'node', 'pid', 'peer', 'address', 'name', 'direction'],
  ...['type', 'size', 'latency_ms', 'lost_before', 'summary'],
];
/** RFC 4180. */
const LINE_END = '\r\n';

/** A table for spreadsheets, a line for each event: what the columns of a ladder say. */
export const csvFormat: TextFormat = {
  id: 'csv',
  title: 'CSV',
  extension: 'csv',
  needsPayloads: true,
  needsFacts: true,
  needsAnswers: true,
  create: () => new Table(),
};

class Table implements Exporter<string> {
  private readonly finder = new AnswerFinder();
  /** Events that are missing before the next one. */
  private lost = 0;

  begin(): string {
    return COLUMNS.join(',') + LINE_END;
  }

  gap({ count }: Gap): string {
    this.lost += count;
    return '';
  }

  event(event: ProbeEvent, { wallNs, monotonicNs }: Clock, facts?: RowFacts): string[] {
    const { row, answers } = this.finder.take(event, facts);
    const lost = Math.max(this.lost, event.lostRingFull) || '';
    this.lost = 0;
    const direction = 'direction' in event ? event.direction : undefined;
    const isMessage = event.kind === 'message';
    const type = isMessage ? event.messageType : tracepointName(eventKind(event.kindNumber)!);
    const cells = [
      row,
      utcTimeNanos(BigInt(event.timeNs) + wallNs - monotonicNs),
      csvCell(facts?.node?.name ?? ''),
      event.pid,
      event.peer === undefined ? '' : peerNumber(event.peer),
      csvCell(addressOf(event, facts)),
      csvCell(facts?.name ?? ''),
      direction ?? '',
      csvCell(type),
      isMessage ? event.size : '',
      answers ? (answers.latencyNs / 1e6).toFixed(6) : '',
      lost,
      csvCell(summaryOf(event)),
    ];
    return [cells.join(',') + LINE_END];
  }
}
