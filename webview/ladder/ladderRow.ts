import { assertNever } from '../../src/shared/assertNever';
import type { LadderRow, MessageRow, NoteRow, RowGap } from '../../src/shared/ladderProtocol';
import { formatBytes, formatCount, plural } from '../../src/shared/quantity';
import { make, setText } from '../common/dom';
import { familyOf } from '../../src/shared/families';

/** An empty row of the grid: time, lane with the arrow, size. */
export function createRow(): HTMLElement {
  const row = make('div', 'row');
  row.setAttribute('role', 'row');
  for (const name of ['time', 'lane', 'size']) {
    const cell = make('span', name);
    cell.setAttribute('role', 'gridcell');
    row.append(cell);
  }
  return row;
}

/**
 * @param data undefined while its answer is under way.
 * @param time As the column shows it.
 */
export function renderRow(row: HTMLElement, data: LadderRow | undefined, time: string): void {
  const [timeCell, lane, size] = row.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  setText(timeCell, time);
  row.classList.toggle('gap', data !== undefined && data.gaps.length > 0);
  if (!data) {
    lane.replaceChildren();
    size.textContent = '';
    return;
  }
  lane.replaceChildren(data.kind === 'message' ? arrow(data) : note(data));
  size.textContent = data.kind === 'message' ? formatBytes(data.size) : '';
}

function arrow(data: MessageRow): HTMLElement {
  const element = make('span', `arrow ${data.direction} family-${familyOf(data.messageType)}`);
  const label = make('span', 'label');
  const direction = make('span', 'sr-only', `${data.direction} `);
  label.append(...gap(data), direction, make('span', 'shape'), typeName(data.messageType));
  const mark = incompleteText(data);
  if (mark !== '') label.append(make('span', 'mark', mark));
  element.append(make('span', 'line'), label);
  return element;
}

/** Empty for a whole message. */
function incompleteText(data: MessageRow): string {
  const part = `${formatCount(data.captured)} of ${formatCount(data.size)} bytes`;
  if (data.incomplete) return `incomplete: ${part}`;
  return data.truncated ? `truncated: ${part}` : '';
}

function note(data: NoteRow): HTMLElement {
  const element = make('span', `note ${data.note}`, noteText(data));
  element.prepend(...gap(data));
  return element;
}

function typeName(messageType: string): HTMLElement {
  return make('span', 'type', messageType === '' ? '(empty)' : messageType);
}

function noteText(data: NoteRow): string {
  const because = data.text === '' ? '' : `: ${data.text}`;
  switch (data.note) {
    case 'opened':
      return data.text === '' ? 'connected' : `connected (${data.text})`;
    case 'closed':
      return `disconnected${because}`;
    case 'evicted':
      return `evicted${because}`;
    case 'misbehaving':
      return `misbehaving${because}`;
    default:
      return assertNever(data.note);
  }
}

const CAUSES: Record<RowGap['cause'], string> = {
  'ring-full': 'the ring buffer was full',
  'disk-full': 'the capture could not be written',
  limit: 'the capture had reached its limit',
  damaged: 'a part of the capture is damaged',
};

/** What is missing before this row; nothing for most. */
function gap({ gaps }: LadderRow): HTMLElement[] {
  if (gaps.length === 0) return [];
  const count = gaps.reduce((sum, each) => sum + each.count, 0);
  const mark = make('span', 'gap-mark', `${formatCount(count)} lost`);
  const whys = gaps.map(
    (each) => `${plural(each.count, 'event')} before this: ${CAUSES[each.cause]}`,
  );
  mark.title = whys.join('\n');
  return [mark];
}
