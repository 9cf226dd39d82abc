import { timeOfDay, zoneOf } from '../../shared/text/dateText';
import { setImmediate } from 'node:timers/promises';
import type { Peer } from '../../capture/model/peer';
import { eventKind } from '../../shared/events/eventKinds';
import { isMessage } from '../../capture/index/eventIndex';
import { Summaries } from '../../capture/query/summaries';
import { formatBytes } from '../../shared/text/quantity';
import { UserError } from '../../shared/errors/userError';
import { visible } from '../../shared/text/visible';
import { fit, type Line } from './line';
import type { MonitorModel } from './monitorModel';

/** Rows that are looked at before anything else may happen. */
const STEP = 50_000;
const TIME_WIDTH = 12;
const TYPE_WIDTH = 12;
const SIZE_WIDTH = 7;

/** The messages of a peer, and what else happened to it; the latest stand at the bottom. */
export class PeerMessages {
  private rows: number[] = [];
  private seen = 0;
  private readonly summaries: Summaries;
  private texts: ReadonlyMap<number, string> = new Map();
  private problem = '';
  /** The row at the top; undefined while the latest ones are followed. */
  private top: number | undefined;
  private height = 1;

  constructor(
    private readonly model: MonitorModel,
    readonly peer: Peer,
  ) {
    this.summaries = new Summaries(model.capture);
  }

  get count(): number {
    return this.rows.length;
  }

  /** The latest are shown, as they come. */
  get follows(): boolean {
    return this.top === undefined;
  }

  /** Finds the rows that came. @param most Milliseconds. */
  async catchUp(most: number): Promise<void> {
    const until = performance.now() + most;
    while (this.step() && performance.now() < until) await setImmediate();
  }

  /** Reads what is shown. @param height Lines that there is room for. */
  async load(height: number): Promise<void> {
    this.height = Math.max(1, height);
    try {
      this.texts = await this.summaries.of(this.shown());
      this.problem = '';
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.problem = error.message;
    }
  }

  /** @param lines Below zero upwards; infinite to the beginning or the end. */
  scroll(lines: number): void {
    const last = Math.max(0, this.rows.length - this.height);
    const next = Math.max(0, this.first() + lines);
    this.top = next >= last ? undefined : this.rows[next];
  }

  lines(width: number): Line[] {
    const { index } = this.model.capture;
    return this.shown()
      .filter((row) => row >= index.firstRow)
      .map((row): Line => {
        const inbound = index.direction(row) === 'inbound';
        const isOfMessage = isMessage(index.kind(row));
        const what = isOfMessage ? visible(index.messageType(row)) : this.event(row);
        const arrow = isOfMessage && !inbound ? '↑' : '↓';
        const size = isOfMessage ? formatBytes(index.size(row)) : '';
        const text = [
          fit(this.timeText(row), TIME_WIDTH),
          isOfMessage ? arrow : ' ',
          fit(what, TYPE_WIDTH),
          fit(size, SIZE_WIDTH, 'right'),
          visible(this.texts.get(row) ?? this.problem),
        ].join(' ');
        return [{ text: fit(text, width), dim: !isOfMessage }];
      });
  }

  private event(row: number): string {
    return eventKind(this.model.capture.index.kind(row))?.wording?.what ?? '';
  }

  private shown(): number[] {
    const first = this.first();
    return this.rows.slice(first, first + this.height);
  }

  /** Into rows: what stands at the top. */
  private first(): number {
    const last = Math.max(0, this.rows.length - this.height);
    if (this.top === undefined) return last;
    return Math.min(last, firstFrom(this.rows, this.top));
  }

  /** @returns Whether there is more. */
  private step(): boolean {
    const { index } = this.model.capture;
    const { pid, peer } = this.peer.identity;
    if (this.rows.length > 0 && this.rows[0]! < index.firstRow)
      this.rows = this.rows.slice(firstFrom(this.rows, index.firstRow));
    this.seen = Math.max(this.seen, index.firstRow);
    const end = Math.min(index.length, this.seen + STEP);
    for (; this.seen < end; this.seen++) {
      const identity = index.peers[index.peer(this.seen)]!;
      if (identity.peer === peer && identity.pid === pid) this.rows.push(this.seen);
    }
    return end < index.length;
  }

  /** `14:03:22.123`, of this machine's zone. */
  private timeText(row: number): string {
    const us = Math.floor(this.model.unixMs(this.model.capture.index.timeNs(row)) * 1000);
    return timeOfDay(us, zoneOf(us / 1000)).slice(0, 12);
  }
}

/** Of ascending rows, the place of the first that is not below `row`. */
function firstFrom(rows: readonly number[], row: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
