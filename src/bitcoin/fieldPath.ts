import type { Field } from './read/field';

/** Which child of which child: how a field of a message is named across a process boundary. */
export type FieldPath = readonly number[];

/** @returns undefined where the path leads nowhere. */
export function fieldAt(root: Field, path: FieldPath): Field | undefined {
  let field: Field | undefined = root;
  for (const index of path) field = field?.children(index, index + 1)[0];
  return field;
}

/** The way to the leaf that has the byte; derived fields have none. */
export function pathToByte(root: Field, offset: number): FieldPath {
  const path: number[] = [];
  for (let field: Field | undefined = root; field;) {
    const index = childAt(field, offset);
    if (index === undefined) break;
    path.push(index);
    field = field.children(index, index + 1)[0];
  }
  return path;
}

/** Children that are looked at one by one; a longer list is halved until it is that short. */
const FEW = 64;

/** Children lie in the order of their bytes, and derived ones after all others. */
function childAt(field: Field, offset: number): number | undefined {
  let [from, to] = [0, field.count];
  while (to - from > FEW) {
    const middle = (from + to) >> 1;
    const [child] = field.children(middle, middle + 1);
    if (!child || child.derived || child.start > offset) to = middle;
    else from = middle;
  }
  const index = field
    .children(from, to)
    .findIndex(({ derived, start, end }) => !derived && start <= offset && offset < end);
  return index < 0 ? undefined : from + index;
}
