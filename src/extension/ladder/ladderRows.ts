import { isMessage } from '../../capture/eventIndex';
import { RowView } from '../../capture/rowView';
import { lossCause, type ProbeEvent } from '../../shared/event';
import { MAX_ROWS_PER_REQUEST, type LadderRow, type NoteRow } from '../../shared/ladderProtocol';
import { EventFlag, EventKind } from '../../shared/layout';
import { UserError } from '../../shared/userError';
import type { Recording } from '../recording';

/** Indexes of the lifelines. */
const NODE = 0;
const PEER = 1;

const NOTES = new Map<EventKind, NoteRow['note']>([
  [EventKind.InboundConnection, 'opened'],
  [EventKind.OutboundConnection, 'opened'],
  [EventKind.ClosedConnection, 'closed'],
  [EventKind.EvictedInboundConnection, 'evicted'],
  [EventKind.MisbehavingConnection, 'misbehaving'],
]);

/** The rows of one peer's ladder; it grows with the recording. */
export class LadderRows {
  private readonly view: RowView;

  /**
   * @param peer An index into EventIndex.peers.
   * @param messageType undefined for everything, connection events too.
   */
  constructor(
    private readonly recording: Recording,
    peer: number,
    readonly messageType: string | undefined,
  ) {
    const { index } = recording.capture;
    this.view = new RowView(index, { peer, ...(messageType !== undefined && { messageType }) });
  }

  get length(): number {
    return this.view.length;
  }

  /** Takes in what came since. @returns Whether the ladder is longer now. */
  update(): boolean {
    const before = this.view.length;
    this.view.update();
    return this.view.length > before;
  }

  /** Rows [from, to), cut to what there is and may be asked for at once. */
  async read(from: number, to: number): Promise<LadderRow[]> {
    const end = Math.min(to, this.length, from + MAX_ROWS_PER_REQUEST);
    const rows: Promise<LadderRow>[] = [];
    for (let i = Math.max(0, from); i < end; i++) rows.push(this.row(i));
    return Promise.all(rows);
  }

  private async row(i: number): Promise<LadderRow> {
    const { index } = this.recording.capture;
    const row = this.view.at(i);
    const above = i === 0 ? -1 : this.view.at(i - 1);
    const wallUs = this.recording.wallUs(index.timeNs(row));
    const base = {
      row,
      wallUs,
      deltaUs: above === -1 ? 0 : wallUs - this.recording.wallUs(index.timeNs(above)),
      gaps: this.view.gapsBefore(i),
    };
    if (!isMessage(index.kind(row))) return { ...base, kind: 'note', ...(await this.note(row)) };
    const inbound = index.direction(row) === 'inbound';
    const flags = index.flags(row);
    return {
      ...base,
      kind: 'message',
      direction: inbound ? 'inbound' : 'outbound',
      from: inbound ? PEER : NODE,
      to: inbound ? NODE : PEER,
      messageType: index.messageType(row),
      size: index.size(row),
      captured: index.captured(row),
      truncated: (flags & EventFlag.Truncated) !== 0,
      incomplete: lossCause(flags),
    };
  }

  private async note(row: number): Promise<Pick<NoteRow, 'note' | 'text'>> {
    const note = NOTES.get(this.recording.capture.index.kind(row)) ?? 'closed';
    try {
      return { note, text: noteText(await this.recording.capture.event(row)) };
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
