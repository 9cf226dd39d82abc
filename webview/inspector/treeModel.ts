import {
  MAX_FIELDS_PER_REQUEST,
  type InspectedField,
  type OpenedField,
} from '../../src/shared/webview/inspectorProtocol';

/** Which child of which child. */
export type Path = readonly number[];

/** A row of the tree as it is now. */
export interface TreeRow {
  path: Path;
  /** undefined while it is under way. */
  field: InspectedField | undefined;
  open: boolean;
  /** Siblings, with itself. */
  siblings: number;
}

/** An open field: its children as far as they have arrived, and those of them that are open. */
class Branch {
  readonly fields = new Map<number, InspectedField>();
  readonly asked = new Set<number>();
  /** The open children, in the order of their indexes. */
  readonly open = new Map<number, Branch>();
  private total: number;

  constructor(
    readonly count: number,
    private readonly parent?: Branch,
  ) {
    this.total = count;
  }

  /** Rows below the field. */
  get rows(): number {
    return this.total;
  }

  setOpen(index: number, count: number | undefined): void {
    this.open.delete(index);
    if (count !== undefined) this.open.set(index, new Branch(count, this));
    const sorted = [...this.open].sort(([a], [b]) => a - b);
    this.open.clear();
    for (const [key, branch] of sorted) this.open.set(key, branch);
    this.changed();
  }

  private changed(): void {
    this.total = [...this.open.values()].reduce((sum, { rows }) => sum + rows, this.count);
    this.parent?.changed();
  }
}

/**
 * The fields of a message as rows: only what is open is known here, and of that only what has been in
 * view. However many fields a message has, a row is found in time proportional to the open ones.
 */
export class TreeModel {
  private root = new Branch(0);

  /** @param request Children [from, to) of a field are needed; {@link put} takes them. */
  constructor(private readonly request: (path: Path, from: number, to: number) => void) {}

  get length(): number {
    return this.root.rows;
  }

  /**
   * Another message.
   * @param fields The first of its `count` fields.
   * @param opened Those that are open at first.
   */
  reset(
    count: number,
    fields: readonly InspectedField[],
    opened: readonly OpenedField[] = [],
  ): void {
    this.root = new Branch(count);
    this.put([], 0, fields);
    for (const { path, fields: children } of opened) {
      this.setOpen(path, true);
      this.put(path, 0, children);
    }
  }

  closeAll(): void {
    for (const path of this.openPaths) if (path.length === 1) this.setOpen(path, false);
  }

  put(path: Path, from: number, fields: readonly InspectedField[]): void {
    const branch = this.branch(path);
    for (const [index, field] of fields.entries()) branch?.fields.set(from + index, field);
  }

  /** Children that were asked for did not come: they are asked for again when they are wanted. */
  missed(path: Path, from: number): void {
    this.branch(path)?.asked.delete(Math.floor(from / MAX_FIELDS_PER_REQUEST));
  }

  /** Opens everything around a field, which came with those that it lies in. */
  reveal(path: Path, chain: readonly InspectedField[]): void {
    let branch: Branch | undefined = this.root;
    for (const [depth, index] of path.entries()) {
      const field = chain[depth];
      if (!branch || !field) return;
      branch.fields.set(index, field);
      if (depth === path.length - 1) return;
      if (!branch.open.has(index)) branch.setOpen(index, field.count);
      branch = branch.open.get(index);
    }
  }

  /** @returns whether anything changed. */
  setOpen(path: Path, open: boolean): boolean {
    const branch = this.branch(path.slice(0, -1));
    const index = path.at(-1);
    if (!branch || index === undefined || branch.open.has(index) === open) return false;
    const count = branch.fields.get(index)?.count ?? 0;
    if (open && count === 0) return false;
    branch.setOpen(index, open ? count : undefined);
    return true;
  }

  isOpen(path: Path): boolean {
    return path.length > 0 && this.branch(path) !== undefined;
  }

  /** The paths of all open fields; each comes after those that it lies in. */
  get openPaths(): Path[] {
    const paths: Path[] = [];
    const visit = (branch: Branch, path: Path): void => {
      for (const [index, child] of branch.open) {
        paths.push([...path, index]);
        visit(child, [...path, index]);
      }
    };
    visit(this.root, []);
    return paths;
  }

  field(path: Path): InspectedField | undefined {
    return this.branch(path.slice(0, -1))?.fields.get(path.at(-1) ?? -1);
  }

  row(number: number): TreeRow {
    const path: number[] = [];
    let branch = this.root;
    let rest = number;
    for (;;) {
      const { index, inside } = locate(branch, rest);
      path.push(index);
      const child = branch.open.get(index);
      if (inside === undefined || !child)
        return { path, field: branch.fields.get(index), open: !!child, siblings: branch.count };
      branch = child;
      rest = inside;
    }
  }

  /** @returns undefined while something around the field is closed. */
  rowOf(path: Path): number | undefined {
    let branch: Branch | undefined = this.root;
    let row = -1;
    for (const index of path) {
      if (!branch || index >= branch.count) return undefined;
      row += 1 + index;
      for (const [open, { rows }] of branch.open) if (open < index) row += rows;
      branch = branch.open.get(index);
    }
    return path.length > 0 ? row : undefined;
  }

  /** Asks for what is missing of the rows [first, end). */
  want(first: number, end: number): void {
    for (let number = first; number < end; number++) {
      const { path, field } = this.row(number);
      if (field) continue;
      const parent = path.slice(0, -1);
      const branch = this.branch(parent)!;
      const page = Math.floor(path.at(-1)! / MAX_FIELDS_PER_REQUEST);
      if (branch.asked.has(page)) continue;
      branch.asked.add(page);
      const from = page * MAX_FIELDS_PER_REQUEST;
      this.request(parent, from, Math.min(branch.count, from + MAX_FIELDS_PER_REQUEST));
    }
  }

  private branch(path: Path): Branch | undefined {
    let branch: Branch | undefined = this.root;
    for (const index of path) branch = branch?.open.get(index);
    return branch;
  }
}

/** Which child a row below a branch is, or lies in: then `inside` is its number among the rows below that child. */
function locate(branch: Branch, row: number): { index: number; inside?: number } {
  let index = 0;
  let rest = row;
  for (const [open, { rows }] of branch.open) {
    const upTo = open - index;
    if (rest <= upTo) break;
    rest -= upTo + 1;
    if (rest < rows) return { index: open, inside: rest };
    rest -= rows;
    index = open + 1;
  }
  return { index: index + rest };
}
