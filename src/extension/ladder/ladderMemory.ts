import { Emitter } from '../../shared/emitter';

/** Of `vscode.Memento`, what is needed here. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const ALIASES = 'ladder.aliases';
/** The oldest make room. */
const MOST = 500;

/** What the user named: peers, by address. It outlives the window. */
export class LadderMemory {
  private readonly changed = new Emitter<void>();
  /** An alias is another. */
  readonly onChange = this.changed.event;

  constructor(private readonly store: Store) {}

  readonly aliasOf = (address: string): string | undefined =>
    this.aliases.find(([known]) => known === address)?.[1];

  /** @param alias Empty for none. */
  setAlias(address: string, alias: string): void {
    const others = this.aliases.filter(([known]) => known !== address);
    const all = alias === '' ? others : [...others, [address, alias]];
    void this.store.update(ALIASES, all.slice(-MOST));
    this.changed.fire();
  }

  private get aliases(): (readonly [address: string, alias: string])[] {
    const kept = this.store.get(ALIASES);
    if (!Array.isArray(kept)) return [];
    return kept.filter(
      (pair): pair is [string, string] =>
        Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
    );
  }
}
