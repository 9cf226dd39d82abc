import type { FieldPath } from '../../bitcoin/fieldPath';

/** As much of a field as it takes to decide whether it is opened. */
export interface Openable<T> {
  /** How many children it has. */
  count: number;
  children(from: number, to: number): T[];
  /** While messages are compared: whether it is another in each. */
  differs?: boolean;
}

/** Rows that a message opens to by itself: somewhat more than a screen. */
const MOST_ROWS = 60;
/** Members of a list up to which its elements are opened, with its size: those of longer lists say enough in one row. */
const MOST_MEMBERS = 3;
const ELEMENT = /^\[\d+\]$/;

/**
 * The fields to open so that everything small is in sight without a click: from the outside inward, as
 * long as the rows of a screen are not used up. A field that is alone is opened whatever its size. While
 * messages that differ are compared, what is the same in both stays closed.
 * @returns Their paths, each after those that it lies in.
 */
export function openedFields<T extends Openable<T> & { name: string }>(root: T): FieldPath[] {
  const opened: FieldPath[] = [];
  let rows = root.count;
  let level: { path: FieldPath; field: T }[] = [{ path: [], field: root }];
  while (level.length > 0) {
    const inner: typeof level = [];
    for (const { path, field } of level) {
      if (field.count > MOST_ROWS) continue;
      const closed = field.count > MOST_MEMBERS;
      for (const [index, child] of field.children(0, field.count).entries()) {
        const { count, name } = child;
        if (count === 0 || (root.differs && !child.differs)) continue;
        if (closed && ELEMENT.test(name)) continue;
        const alone = path.length === 0 && field.count === 1;
        if (!alone && rows + count > MOST_ROWS) continue;
        rows += count;
        const at = { path: [...path, index], field: child };
        opened.push(at.path);
        inner.push(at);
      }
    }
    level = inner;
  }
  return opened;
}
