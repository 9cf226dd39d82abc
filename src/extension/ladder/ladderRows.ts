import { isMessage } from '../../capture/eventIndex';
import { parseQuery } from '../../capture/query/parseQuery';
import { QueryView } from '../../capture/query/queryView';
import type { Query } from '../../capture/query/term';
import { DisposableList, type Disposable } from '../../shared/disposable';
import { lossCause, type ProbeEvent } from '../../shared/event';
import {
  MAX_ROWS_PER_REQUEST,
  type Growth,
  type LadderQuery,
  type LadderRow,
  type NoteRow,
  type RowLink,
} from '../../shared/ladderProtocol';
import { EventFlag, EventKind } from '../../shared/layout';
import { UserError } from '../../shared/userError';
import type { LadderParts } from './ladderParts';

const NOTES = new Map<EventKind, NoteRow['note']>([
  [EventKind.InboundConnection, 'opened'],
  [EventKind.OutboundConnection, 'opened'],
  [EventKind.ClosedConnection, 'closed'],
  [EventKind.EvictedInboundConnection, 'evicted'],
  [EventKind.MisbehavingConnection, 'misbehaving'],
]);

/** The rows of a ladder under one query; they grow with the recording. */
export class LadderRows implements Disposable {
  private readonly disposables = new DisposableList();
  private readonly view: QueryView;
  /** The rows that the filter finds, where it hides no others. */
  private readonly matches: QueryView | undefined;

  /** @throws QueryError when the filter makes no sense. */
  constructor(
    private readonly parts: LadderParts,
    readonly query: LadderQuery,
  ) {
    const filter = parseQuery(query.filter);
    const hidden: Query = [
      {
        negated: true,
        condition: { kind: 'family', families: new Set(query.hidden) },
      },
    ];
    const finds = query.find && filter.length > 0;
    this.view = this.viewOf(finds ? hidden : [...hidden, ...filter]);
    if (finds) this.matches = this.viewOf([...hidden, ...filter]);
  }

  /** Fires when more was found than `update` said. */
  onGrow(listener: () => void): void {
    this.disposables.add(this.view.onGrow(listener));
    if (this.matches) this.disposables.add(this.matches.onGrow(listener));
  }

  get growth(): Growth {
    const { length, firstRow } = this.parts.recording.capture.index;
    const { scanned } = this.matches ?? this.view;
    const all = length - firstRow;
    return { length: this.view.length, scanned: all === 0 ? 1 : (scanned - firstRow) / all };
  }

  /** Why nothing more is found. */
  get error(): Error | undefined {
    return this.view.error ?? this.matches?.error;
  }

  /** Takes in what came since, as far as that is quick. */
  update(): void {
    this.view.update();
    this.matches?.update();
  }

  /** Rows of the capture at positions [from, to), cut to what there is. */
  rowsAt(from: number, to: number): number[] {
    const rows: number[] = [];
    const end = Math.min(to, this.view.length);
    for (let i = Math.max(from, this.view.first); i < end; i++) rows.push(this.view.at(i));
    return rows;
  }

  /** @returns The position of a row of the capture, or of the next one behind it. */
  locate(row: number): { position: number; exact: boolean } {
    const position = this.view.positionOf(row);
    return { position, exact: position < this.view.length && this.view.at(position) === row };
  }

  /** @returns The next position that the filter finds, seen from one; undefined when there is none. */
  find(position: number, backward: boolean): number | undefined {
    const { view, matches } = this;
    if (!matches) {
      const next = position + (backward ? -1 : 1);
      return next >= view.first && next < view.length ? next : undefined;
    }
    const row =
      position >= 0 && position < view.length ? view.at(position) : backward ? Infinity : -1;
    const next = backward ? matches.positionOf(row) - 1 : matches.positionOf(row + 1);
    if (next < matches.first || next >= matches.length) return undefined;
    return view.positionOf(matches.at(next));
  }

  /** Rows [from, to), cut to what there is and may be asked for at once. */
  async read(from: number, to: number): Promise<LadderRow[]> {
    const first = Math.max(from, this.view.first);
    const rows = this.rowsAt(first, Math.min(to, from + MAX_ROWS_PER_REQUEST));
    const { summaries, lifelines } = this.parts;
    lifelines.update();
    const texts = await summaries.of(rows).catch((error: unknown) => {
      if (error instanceof UserError) return new Map<number, string>();
      throw error;
    });
    return Promise.all(rows.map((row, i) => this.row(first + i, row, texts.get(row) ?? '')));
  }

  /** What is known of the pairs that rows are part of, as something to compare. */
  pairsOf(rows: readonly number[]): string {
    const { pairs } = this.parts;
    return rows
      .map(
        (row) => `${pairs.requestOf(row) ?? ''} ${pairs.answerOf(row) ?? ''} ${pairs.missing(row)}`,
      )
      .join();
  }

  dispose(): void {
    this.disposables.dispose();
    this.view.dispose();
    this.matches?.dispose();
  }

  private viewOf(query: Query): QueryView {
    const { recording, lifelines, pairs } = this.parts;
    const { muted, from } = this.query;
    const { capture } = recording;
    const isMuted = new Set(muted.map(({ pid, peer }) => `${pid}/${peer}`));
    const peer = (number: number): boolean => {
      const { pid, peer: id } = capture.index.peers[number]!;
      return lifelines.has(number) && !isMuted.has(`${pid}/${id}`);
    };
    return new QueryView(capture, { query, peer, from }, pairs);
  }

  private async row(i: number, row: number, summary: string): Promise<LadderRow> {
    const { recording, lifelines, pairs } = this.parts;
    const { index } = recording.capture;
    const above = i > this.view.first ? this.view.at(i - 1) : row;
    const wallUs = recording.wallUs(index.timeNs(row));
    const number = index.peer(row);
    const { pid, peer } = index.peers[number]!;
    const places = lifelines.placesOf(number);
    const { matches } = this;
    const found = matches?.positionOf(row) ?? 0;
    const base = {
      ...{ row, wallUs, source: { pid, peer } },
      deltaUs: wallUs - recording.wallUs(index.timeNs(above)),
      gaps: this.view.gapsBefore(i),
      match: matches !== undefined && found < matches.length && matches.at(found) === row,
    };
    if (!isMessage(index.kind(row)))
      return { ...base, kind: 'note', at: places.peer, ...(await this.note(row)) };
    const inbound = index.direction(row) === 'inbound';
    const flags = index.flags(row);
    const [request, answer] = [pairs.requestOf(row), pairs.answerOf(row)];
    return {
      ...base,
      kind: 'message',
      direction: inbound ? 'inbound' : 'outbound',
      from: inbound ? places.peer : places.node,
      to: inbound ? places.node : places.peer,
      messageType: index.messageType(row),
      summary,
      size: index.size(row),
      captured: index.captured(row),
      truncated: (flags & EventFlag.Truncated) !== 0,
      incomplete: lossCause(flags),
      request: this.link(request, row, request),
      answer: this.link(row, answer, answer),
      missing: pairs.missing(row),
      unanswered: pairs.unanswered(row),
    };
  }

  /** @param other The row at the other end: of the two, the one that is not shown here. */
  private link(
    request: number | undefined,
    answer: number | undefined,
    other: number | undefined,
  ): RowLink | undefined {
    if (request === undefined || answer === undefined || other === undefined) return undefined;
    const { index } = this.parts.recording.capture;
    const latencyUs = Math.round((index.timeNs(answer) - index.timeNs(request)) / 1000);
    return { row: other, latencyUs };
  }

  private async note(row: number): Promise<Pick<NoteRow, 'note' | 'text'>> {
    const { capture } = this.parts.recording;
    const note = NOTES.get(capture.index.kind(row)) ?? 'closed';
    try {
      return { note, text: noteText(await capture.event(row)) };
    } catch (error) {
      // That it happened is known even where its bytes are gone.
      if (error instanceof UserError) return { note, text: '' };
      throw error;
    }
  }
}

function noteText(event: ProbeEvent): string {
  if (event.kind === 'misbehaving') return event.reason;
  return event.kind === 'connection' && event.change === 'opened' ? event.connectionType : '';
}
