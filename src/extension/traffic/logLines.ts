import type { Append, Capture } from '../../capture/capture';
import { isMessage } from '../../capture/index/eventIndex';
import type { Keeping, Rotation } from '../../capture/store/keeping';
import type { Gap } from '../../capture/index/losses';
import { lossLine, rowLogLine } from '../../capture/export/trafficLine';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { plural } from '../../shared/text/quantity';
import type { TraceFilter } from '../../shared/helper/traceFilter';
import { filterText } from '../captures/filterText';
import { nameAndAddress } from '../host/peerNames';
import { keepingNotice } from '../captures/keepingNotice';
import { LineBudget } from './lineBudget';
import type { Recording } from '../captures/recording';

/** More than anybody can read, and less than an output channel can take. */
const LINES_PER_SECOND = 300;

/** A live capture as lines: its messages, what is missing between them, what the capture deletes. */
export class LogLines implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly budget = new LineBudget(LINES_PER_SECOND);
  private lines: string[] = [];
  /** The lines say what is missing before this row. */
  private lastRow: number;

  private readonly capture: Capture;

  /** @param onLines Called when there may be lines to take. */
  constructor(
    private readonly recording: Pick<Recording, 'capture' | 'nameOf' | 'onDidFilter'>,
    private readonly onLines: () => void,
  ) {
    const { capture } = recording;
    this.capture = capture;
    this.lastRow = capture.index.length - 1;
    this.disposables.add(recording.onDidFilter((filter) => this.say(filterLine(filter))));
    this.disposables.add(capture.onAppend((append) => this.add(append)));
    this.disposables.add(capture.onRotate((rotation) => this.say(rotationLine(rotation))));
    this.disposables.add(capture.onKeeping((keeping) => this.say(keepingLine(keeping))));
  }

  /** The lines since they were taken last. */
  take(): string[] {
    this.reportLeftOut(performance.now());
    if (this.budget.pending) this.onLines();
    const { lines } = this;
    this.lines = [];
    return lines;
  }

  /** Call it when nothing follows. @returns The last lines, with what was lost after the last message. */
  end(): string[] {
    // A report waits until its second is over.
    this.reportLeftOut(performance.now() + 1000);
    this.addGaps(this.capture.index.losses.after(this.lastRow));
    return this.take();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private add({ index, from, to }: Append): void {
    const now = performance.now();
    this.reportLeftOut(now);
    for (let row = from; row < to; row++) {
      if (!isMessage(index.kind(row)) || !this.budget.take(now)) continue;
      this.addGaps(index.losses.between(this.lastRow, row));
      this.lastRow = row;
      const called = (address: string) => nameAndAddress(address, this.recording.nameOf);
      this.lines.push(rowLogLine(index, row, called)!);
    }
    this.onLines();
  }

  private addGaps(gaps: readonly Gap[]): void {
    for (const { count, cause } of gaps) this.lines.push(lossLine(count, cause));
  }

  private say(line: string): void {
    this.lines.push(line);
    this.onLines();
  }

  private reportLeftOut(nowMs: number): void {
    const leftOut = this.budget.report(nowMs);
    if (leftOut !== undefined) this.lines.push(leftOut);
  }
}

function filterLine(filter: TraceFilter): string {
  return `… from here on ${filterText(filter) || 'everything'} is traced …`;
}

function rotationLine({ rows }: Rotation): string {
  return `… the capture reached its limit: its oldest ${plural(rows, 'event')} were deleted …`;
}

function keepingLine(keeping: Keeping): string {
  const notice = keepingNotice(keeping);
  return notice
    ? `… ${notice.message} …`
    : '… the capture can be written again: payloads are kept from here on …';
}
