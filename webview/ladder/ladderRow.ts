import {
  COLUMNS,
  type Column,
  type LadderRow,
  type MessageRow,
  type NoteRow,
} from '../../src/shared/webview/ladderProtocol';
import { formatBytes, formatCount } from '../../src/shared/text/quantity';
import { visible } from '../../src/shared/text/visible';
import { make, setAttribute, setClass, setHidden, setStyle, setText } from '../common/dom';
import type { GridLayout } from './gridLayout';
import { place, type Lanes } from './lanes';
import { rowMarks, showPair } from './rowMarks';
import { deltaText } from './timeText';
import { idleText, NOTE_MARKS, peerText, typeText, wayText } from './rowText';

/** Pixels of a character, and of what is around a label. */
const CHARACTER = 7;
const AROUND = 56;

/** Characters that a summary may be wider than its count says, as notes have another font. */
const SPARE = 3;

/** What a row shows that is not of its event. */
export interface RowSurroundings {
  /** As the column shows it. */
  time: string;
  /** The name that the user gave to its peer. */
  alias: string | undefined;
  /** Classes that say where the user is. */
  state: string;
}

/**
 * A row of the grid, which is used for one event after another: scrolling fast is hundreds of rows a
 * second, so that what is there is changed, and only where it differs.
 */
export class RowElement {
  readonly element = make('div', 'row columns');
  private readonly cells = {} as Record<Column, HTMLElement>;
  private readonly arrow = make('span', 'arrow');
  private readonly label = make('span', 'label');
  private readonly type = make('span', 'type');
  private readonly note = make('span', 'note');
  private readonly marks = make('span', 'marks');
  private readonly text = make('span', 'text');

  constructor() {
    this.element.setAttribute('role', 'row');
    for (const [index, column] of COLUMNS.entries()) {
      const cell = make('span', `${column} column-${column}`);
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', String(index + 1));
      this.cells[column] = cell;
      this.element.append(cell);
    }
    // The name of the type has the class: it stands on the arrow or here.
    this.cells.type.className = 'kind column-type';
    this.label.append(make('span', 'shape'), this.type);
    this.arrow.append(make('span', 'line'), this.label);
    this.cells.lane.append(this.arrow, this.note);
    this.cells.summary.append(this.marks, this.text);
  }

  /**
   * @param data undefined while its answer is under way.
   */
  show(
    data: LadderRow | undefined,
    { time, alias, state }: RowSurroundings,
    layout: GridLayout,
  ): void {
    setClass(this.element, `virtual-row row columns ${classesOf(data)}${state}`);
    const { element, cells } = this;
    // Until its answer is there, nobody is to read what it showed before.
    if (element.ariaBusy !== String(!data)) element.ariaBusy = String(!data);
    if (!data) return;
    const { columns } = layout.chosen;
    const isShown = (column: Column): boolean => columns.includes(column);
    const pause = data.kind === 'pause';
    const message = data.kind === 'message' ? data : undefined;
    setText(cells.time, pause ? '' : time);
    if (isShown('number')) setText(cells.number, pause ? '' : formatCount(data.row + 1));
    if (isShown('delta')) setText(cells.delta, pause ? '' : deltaText(data.deltaUs));
    if (isShown('direction')) setText(cells.direction, message ? wayText(message) : '');
    if (isShown('peer')) this.showPeer(pause ? '' : peerText(data), alias);
    this.showType(message, isShown('type'), layout.chosen.typeRoom);
    this.showLane(data, layout);
    const marks = rowMarks(data);
    if (marks.length > 0 || this.marks.firstChild) this.marks.replaceChildren(...marks);
    const note = data.kind === 'note' ? data : undefined;
    setClass(this.text, note ? `text event ${note.tone}` : 'text');
    const said = message?.summary ?? note?.text ?? '';
    setText(this.text, said);
    const length = marks.reduce((sum, mark) => sum + mark.textContent.length + 2, said.length);
    const long = length + SPARE > layout.summary ? ' long' : '';
    setClass(cells.summary, `summary column-summary${long}`);
    const isCrowded = showPair(cells.pair, data);
    setClass(cells.pair, `pair column-pair${isCrowded ? ' crowded' : ''}`);
    setText(cells.size, message ? formatBytes(message.size) : '');
  }

  private showPeer(id: string, alias: string | undefined): void {
    const { peer } = this.cells;
    setClass(peer, alias === undefined ? 'peer column-peer' : 'peer column-peer named');
    setText(peer, alias === undefined ? id : `${id} ${alias}`);
    const title = alias === undefined ? '' : visible(alias);
    if (peer.title !== title) peer.title = title;
  }

  private showType(message: MessageRow | undefined, inColumn: boolean, room: number): void {
    const home = inColumn ? this.cells.type : this.arrow;
    if (this.label.parentElement !== home) home.append(this.label);
    const text = message ? typeText(message.messageType) : '';
    const long = visible(text).length > room ? ' long' : '';
    if (inColumn)
      setClass(this.cells.type, `kind column-type family-${message?.family ?? ''}${long}`);
    setText(this.type, text);
    setHidden(this.label, !message);
  }

  private showLane(data: LadderRow, { lanes, scrolled, chosen }: GridLayout): void {
    const { lane } = this.cells;
    const message = data.kind === 'message' ? data : undefined;
    const note = data.kind === 'note' ? data : undefined;
    setHidden(this.arrow, !message || !lanes);
    setHidden(this.note, !note || !lanes);
    if (message && lanes) this.showArrow(message, lanes, scrolled, chosen.columns.includes('type'));
    if (note && lanes) this.showNote(note, lanes, scrolled);
    // An arrow can only be seen.
    const name = message
      ? `${message.direction} peer ${peerText(message)} ${visible(typeText(message.messageType))}`
      : note?.text;
    setAttribute(lane, 'aria-label', name);
  }

  private showArrow(data: MessageRow, lanes: Lanes, scrolled: number, bare: boolean): void {
    const from = place(lanes, data.from, scrolled);
    const to = place(lanes, data.to, scrolled);
    const rightwards = to.x > from.x;
    const width = Math.abs(to.x - from.x);
    const right = Math.max(to.x, from.x);
    // A label would hide a short arrow, so it is placed beyond its end, unless there is no room.
    const needs = typeText(data.messageType).length * CHARACTER + AROUND;
    const short = !bare && width < needs && right + needs - AROUND / 2 < lanes.width;
    const way = rightwards ? 'rightwards' : 'leftwards';
    const beyond = from.beyond || to.beyond ? ' beyond' : '';
    setClass(
      this.arrow,
      `arrow ${data.direction} ${way} family-${data.family}${short ? ' short' : ''}${beyond}`,
    );
    setStyle(this.arrow, 'marginLeft', `${Math.min(from.x, to.x)}px`);
    setStyle(this.arrow, 'width', `${width}px`);
  }

  private showNote(data: NoteRow, lanes: Lanes, scrolled: number): void {
    const { x, beyond } = place(lanes, data.at, scrolled);
    setClass(this.note, `note ${data.tone}${beyond ? ' beyond' : ''}`);
    setStyle(this.note, 'left', `${x}px`);
    setText(this.note, NOTE_MARKS[data.tone]);
  }
}

function classesOf(data: LadderRow | undefined): string {
  if (!data) return 'waiting ';
  const gap = data.gaps.length > 0 ? 'gap ' : '';
  const idle = idleText(data) === '' ? '' : 'idle ';
  const event = data.kind === 'note' ? `event ${data.at < 0 ? 'of-node ' : ''}` : '';
  const pause = data.kind === 'pause' ? 'pause ' : '';
  const folded = data.kind === 'pause' && data.folded ? 'folded ' : '';
  return `${gap}${idle}${event}${pause}${folded}${data.match ? 'match ' : ''}`;
}
