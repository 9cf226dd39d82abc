import {
  COLUMN_NAMES,
  type Column,
  type LadderSort,
} from '../../src/shared/webview/ladderProtocol';
import { make } from '../common/dom';
import { LEAST_WIDTH } from './columns';

/** Pixels that a key changes a width by. */
const STEP = 16;

const SORTED_BY: Partial<Record<Column, LadderSort['by']>> = { pair: 'latency', size: 'size' };

export interface ColumnHeadsEvents {
  onWidth: (column: Column, width: number) => void;
  /** As it is without the user's choice. */
  onWidthReset: (column: Column) => void;
  onSort: (sort: LadderSort | undefined) => void;
}

/** The name of a column, the button that sorts by it, and the handle at its end. */
export function columnHead(
  column: Exclude<Column, 'lane'>,
  sort: LadderSort | undefined,
  events: ColumnHeadsEvents,
): HTMLElement {
  const element = make('span', `column-head ${column} column-${column}`);
  const by = SORTED_BY[column];
  // What needs no name is told by its rows.
  if (by) element.append(sortButton(column, by, sort, events));
  else if (column !== 'direction') element.append(make('span', 'title', COLUMN_NAMES[column]));
  if (column !== 'summary') element.append(widthHandle(column, element, events));
  return element;
}

function sortButton(
  column: Column,
  by: LadderSort['by'],
  sort: LadderSort | undefined,
  events: ColumnHeadsEvents,
): HTMLElement {
  const own = sort?.by === by ? sort : undefined;
  const nth = Number(own !== undefined) + Number(own?.descending === false);
  const arrow = ['', ' ↓', ' ↑'][nth]!;
  const button = make('button', 'sort title', `${COLUMN_NAMES[column]}${arrow}`);
  const next = ['largest first', 'smallest first', 'in the order of time'][nth]!;
  button.title = `Sort: ${next}`;
  button.setAttribute('aria-label', `${COLUMN_NAMES[column]}: sort ${next}`);
  button.addEventListener('click', () => {
    if (own && !own.descending) events.onSort(undefined);
    else events.onSort({ by, descending: !own });
  });
  return button;
}

/** Between a column and the next: drag it, or use the arrow keys; a double click forgets the width. */
export function widthHandle(
  column: Column,
  head: HTMLElement,
  { onWidth, onWidthReset }: Omit<ColumnHeadsEvents, 'onSort'>,
): HTMLElement {
  const handle = make('span', 'handle');
  handle.tabIndex = 0;
  handle.title = 'Drag, or use the arrow keys; a double click gives back its own width';
  handle.setAttribute('role', 'separator');
  handle.setAttribute('aria-orientation', 'vertical');
  handle.setAttribute('aria-label', `Width of the column ${COLUMN_NAMES[column]}`);
  handle.setAttribute('aria-valuemin', String(LEAST_WIDTH));
  handle.dataset.column = column;
  const width = (): number => head.getBoundingClientRect().width;
  const set = (to: number): void => onWidth(column, Math.round(Math.max(LEAST_WIDTH, to)));
  handle.addEventListener('pointerdown', (event) => {
    // Other columns may be shown while it is dragged, and then it loses what it has captured.
    handle.setPointerCapture(event.pointerId);
    const drag = new AbortController();
    const [x, before] = [event.clientX, width()];
    const move = ({ clientX }: PointerEvent): void => set(before + clientX - x);
    document.addEventListener('pointermove', move, drag);
    for (const end of ['pointerup', 'pointercancel'])
      document.addEventListener(end, () => drag.abort(), drag);
  });
  handle.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    set(width() + step);
  });
  handle.addEventListener('dblclick', () => onWidthReset(column));
  return handle;
}
