import { isMessage } from '../../capture/eventIndex';
import { RowView } from '../../capture/rowView';
import { lossCause, type ProbeEvent } from '../../shared/event';
import { MAX_ROWS_PER_REQUEST, type LadderRow } from '../../shared/ladderProtocol';
import { EventFlag } from '../../shared/layout';
import type { Recording } from '../recording';

/** Indexes of the lifelines. */
const NODE = 0;
const PEER = 1;

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
    recording.losses.update();
  }

  get length(): number {
    return this.view.length;
  }

  /** Takes in what came since. @returns Whether the ladder is longer now. */
  update(): boolean {
    const before = this.view.length;
    this.view.update();
    this.recording.losses.update();
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
      lostBefore: this.recording.losses.between(above, row),
    };
    if (!isMessage(index.kind(row)))
      return { ...base, kind: 'note', ...noteOf(await this.recording.capture.event(row)) };
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
}

type Note = Pick<Extract<LadderRow, { kind: 'note' }>, 'note' | 'text'>;

function noteOf(event: ProbeEvent): Note {
  switch (event.kind) {
    case 'connection':
      return { note: event.change, text: event.change === 'opened' ? event.connectionType : '' };
    case 'misbehaving':
      return { note: 'misbehaving', text: event.reason };
    case 'message':
      throw new Error('a message is no note');
  }
}
