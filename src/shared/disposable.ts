/** Something with an end. `vscode.Disposable` fits it. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and ends them together, last first; what is added later ends at once. */
export class DisposableList implements Disposable {
  private items: Disposable[] | undefined = [];

  get disposed(): boolean {
    return this.items === undefined;
  }

  add<T extends Disposable>(item: T): T {
    if (this.items) this.items.push(item);
    else item.dispose();
    return item;
  }

  dispose(): void {
    const items = this.items;
    this.items = undefined;
    for (const item of items?.reverse() ?? []) item.dispose();
  }
}
