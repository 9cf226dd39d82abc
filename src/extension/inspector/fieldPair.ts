import type { FieldPath } from '../../bitcoin/fieldPath';
import type { Field } from '../../bitcoin/read/field';

/**
 * A field of the shown message with that of the same name of the message that it is compared with; one
 * of them may be missing. What only the other message has comes after the children that the shown one
 * has, whose paths are the same with and without a comparison.
 */
export class FieldPair {
  private names: ReadonlyMap<string, Field> | undefined;
  private onlyThere: readonly Field[] | undefined;

  constructor(
    readonly mine: Field | undefined,
    readonly other: Field | undefined,
  ) {}

  get name(): string {
    return (this.mine ?? this.other)!.name;
  }

  get count(): number {
    return (this.mine?.count ?? 0) + this.added.length;
  }

  children(from: number, to: number): FieldPair[] {
    const own = this.mine?.count ?? 0;
    const mine = this.mine?.children(from, Math.min(to, own)) ?? [];
    // Most often its like has the same index.
    const there = this.other?.children(from, to) ?? [];
    const pairs = mine.map((field, index) => {
      const like = there[index];
      return new FieldPair(field, like?.name === field.name ? like : this.named(field.name));
    });
    const added = this.added.slice(Math.max(0, from - own), Math.max(0, to - own));
    return [...pairs, ...added.map((field) => new FieldPair(undefined, field))];
  }

  /** @returns undefined where the path leads nowhere. */
  at(path: FieldPath): FieldPair | undefined {
    const [index, ...rest] = path;
    return index === undefined ? this : this.children(index, index + 1)[0]?.at(rest);
  }

  get differs(): boolean {
    const { mine, other } = this;
    if (!mine || !other) return true;
    if (mine.derived) return mine.text !== other.text;
    return Buffer.compare(mine.bytes, other.bytes) !== 0;
  }

  /** What only the other message has. */
  private get added(): readonly Field[] {
    this.onlyThere ??= fieldsWithout(this.other, this.mine);
    return this.onlyThere;
  }

  private named(name: string): Field | undefined {
    this.names ??= new Map((this.other?.children() ?? []).map((field) => [field.name, field]));
    return this.names.get(name);
  }
}

/** The children of a field whose names no child of another has. */
function fieldsWithout(field: Field | undefined, other: Field | undefined): Field[] {
  if (!field) return [];
  const names = new Set(other?.children().map(({ name }) => name));
  return field.children().filter(({ name }) => !names.has(name));
}
