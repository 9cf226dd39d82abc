/** A map that forgets its oldest entry for a new one; an entry that is set again is new. */
export class LimitedMap<K, V> extends Map<K, V> {
  constructor(private readonly most: number) {
    super();
  }

  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.most) {
      const [oldest] = this.keys();
      this.delete(oldest!);
    }
    return this;
  }
}
