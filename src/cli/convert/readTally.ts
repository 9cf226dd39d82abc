import type { Contents } from '../../capture/sources/sourceKind';
import { isMessage } from '../../capture/index/eventKinds';
import type { Losses } from '../../capture/index/losses';
import { eventKind } from '../../shared/events/eventKinds';
import { HEADER } from '../../shared/frames/layout';
import { CAUSE_TEXTS, type GapCause } from '../../shared/text/gapCauses';
import { formatCount, plural } from '../../shared/text/quantity';
import type { NoRoom } from '../eventWriter';
import type { Frames } from './transformation';

/** Counts what is read and wanted. */
export class ReadTally {
  messages = 0;
  others = 0;
  /** Of frames. */
  bytes = 0;

  /** The same frames, which are counted as they pass. */
  async *count(frames: Frames): Frames {
    for await (const run of frames) {
      this.add(run);
      yield run;
    }
  }

  /**
   * `12 messages, 3 other events, 4 lost in out.pcapng`; what is lost is told where it is any.
   * Where there was no room for later events, it is not told: the losses may be among those.
   * @param messagesOnly Other events have no place there: `12 messages in out.hex, without 3 other events`.
   * @param noRoom What was read and is not there.
   */
  closingLine(out: string, { index }: Contents, messagesOnly = false, noRoom?: NoRoom): string {
    const lost = noRoom ? 0 : lostIn(index.losses);
    const others = this.others - (noRoom?.others ?? 0);
    const counts = [
      countsText(this.messages - (noRoom?.messages ?? 0), messagesOnly ? 0 : others),
      ...(lost > 0 ? [`${formatCount(lost)} lost`] : []),
    ];
    const without =
      this.others > 0 && messagesOnly ? `, without ${plural(this.others, 'other event')}` : '';
    return `${counts.join(', ')} in ${out}${without}`;
  }

  /** `12 messages, 3 other events` */
  get text(): string {
    return countsText(this.messages, this.others);
  }

  private add(run: Buffer): void {
    this.bytes += run.length;
    for (let at = 0; at < run.length; at += run.readUInt32LE(at + HEADER.length)) {
      const kind = run.readUInt16LE(at + HEADER.kind);
      if (isMessage(kind)) this.messages++;
      else if (eventKind(kind)) this.others++;
    }
  }
}

/** `12 messages, 3 other events`; the latter where there are any. */
function countsText(messages: number, others: number): string {
  const more = others > 0 ? `, ${plural(others, 'other event')}` : '';
  return `${plural(messages, 'message')}${more}`;
}

/** Also before rows that are gone, and at the end. */
function lostIn(losses: Losses): number {
  const told = (Object.keys(CAUSE_TEXTS) as GapCause[]).reduce(
    (sum, cause) => sum + losses.total(cause),
    0,
  );
  return losses.after(Infinity).reduce((sum, { count }) => sum + count, told);
}
