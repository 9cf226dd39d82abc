/** A map that forgets its oldest entry for a new one; an entry that is set again is new. */
export class LimitedMap<K, V> extends Map<K, V> {
  /**
   * Goes through the keys once, as they are forgotten: a look from the beginning would pass, each time,
   * the places of all that were forgotten since the map was last rebuilt.
   */
  private oldest: Iterator<K> | undefined;
  /** How often something was set since the oldest was last looked for. */
  private unmoved = 0;

  /** @param onForget An entry made room for a new one. */
  constructor(
    private readonly most: number,
    private readonly onForget?: (key: K, value: V) => void,
  ) {
    super();
  }

  override set(key: K, value: V): this {
    this.delete(key);
    super.set(key, value);
    if (this.size > this.most) this.forgetOldest();
    // While it stands still, the engine keeps every table that the map has outgrown since, for it to go on from.
    else if (++this.unmoved > this.most) this.oldest = undefined;
    return this;
  }

  private forgetOldest(): void {
    this.unmoved = 0;
    this.oldest ??= this.keys();
    const key = this.oldest.next().value as K;
    const value = this.get(key) as V;
    this.delete(key);
    this.onForget?.(key, value);
  }
}
