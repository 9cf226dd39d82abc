import type { ProbeEvent } from '../../../shared/events/event';
import { eventKind, tracepointName } from '../../../shared/events/eventKinds';
import { peerNumber } from '../../../shared/text/peerNumber';
import { utcTimeNanos } from '../../../shared/text/dateText';
import { summaryOf } from '../../query/readEvent';
import { addressOf } from '../addressOf';
import { AnswerFinder } from '../answerFinder';
import { csvCell } from '../csvCell';
import type { Clock } from '../eventJson';
import type { Exporter, RowFacts, TextFormat } from '../exporter';

const COLUMNS = [
  ...['row', 'time', 'node', 'pid', 'peer', 'address', 'direction'],
  ...['type', 'size', 'latency_ms', 'summary'],
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

  begin(): string {
    return COLUMNS.join(',') + LINE_END;
  }

  event(event: ProbeEvent, { wallNs, monotonicNs }: Clock, facts?: RowFacts): string[] {
    const { row, answers } = this.finder.take(event, facts);
    const direction = 'direction' in event ? event.direction : undefined;
    const isMessage = event.kind === 'message';
    const type = isMessage ? event.messageType : tracepointName(eventKind(event.kindNumber)!);
    const cells = [
      row,
      utcTimeNanos(BigInt(event.timeNs) + wallNs - monotonicNs),
      csvCell(facts?.node?.name ?? ''),
      event.pid,
      peerNumber(event.peer),
      csvCell(addressOf(event, facts)),
      direction ?? '',
      csvCell(type),
      isMessage ? event.size : '',
      answers ? (answers.latencyNs / 1e6).toFixed(6) : '',
      csvCell(summaryOf(event)),
    ];
    return [cells.join(',') + LINE_END];
  }
}
