import { AnswerFinder, type AnsweredRow } from '../../capture/export/answerFinder';
import { decodeEvent, type ProbeEvent } from '../../shared/events/event';

/**
 * Which requests the wanted events answer, though those may not be wanted: it sees all events of a source, and
 * tells of those that were kept in their order.
 */
export class KeptAnswers {
  private readonly finder = new AnswerFinder();
  /** Of events that are kept and on their way, which are those of a run. */
  private kept: AnsweredRow[] = [];
  private told = 0;

  /** @param row Of the source, the next one. */
  add(frame: Buffer, row: number, isKept: boolean): void {
    const answered = this.finder.take(decodeEvent(frame) as ProbeEvent, { row, address: '' });
    if (isKept) this.kept.push(answered);
  }

  /** Of the next event that was kept: its row in the source, and the request that it answers. */
  next(): AnsweredRow {
    const answered = this.kept[this.told++]!;
    if (this.told === this.kept.length) [this.kept, this.told] = [[], 0];
    return answered;
  }
}
