/** Which rows are selected, by their ids, and which one the keyboard is on. */
export class RowSelection {
  /** The row that the keyboard is on. */
  active: string | undefined;
  private chosen = new Set<string>();
  /** Where a range begins. */
  private anchor: string | undefined;

  get ids(): string[] {
    return [...this.chosen];
  }

  has(id: string): boolean {
    return this.chosen.has(id);
  }

  only(id: string): void {
    this.active = this.anchor = id;
    this.chosen = new Set([id]);
  }

  toggle(id: string): void {
    this.active = this.anchor = id;
    if (!this.chosen.delete(id)) this.chosen.add(id);
  }

  /** From the anchor to a row. @param order All rows, from top to bottom. */
  extend(id: string, order: readonly string[]): void {
    const from = order.indexOf(this.anchor ?? id);
    const to = order.indexOf(id);
    this.active = id;
    this.chosen = new Set(order.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  /** Rows that are gone are not selected any more. @returns Whether there were any. */
  keep(order: readonly string[]): boolean {
    const there = new Set(order);
    const { size } = this.chosen;
    this.chosen = new Set([...this.chosen].filter((id) => there.has(id)));
    if (this.active !== undefined && !there.has(this.active)) this.active = undefined;
    if (this.anchor !== undefined && !there.has(this.anchor)) this.anchor = this.active;
    return this.chosen.size !== size;
  }
}
