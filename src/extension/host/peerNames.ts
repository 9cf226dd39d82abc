import { Emitter } from '../../shared/emitter';
import type { Capture } from '../../capture/capture';
import { visible } from '../../shared/text/visible';
import type { Store } from './store';

/** Earlier versions have stored them under this key. */
const KEY = 'ladder.aliases';
/** The oldest make room. */
const MOST = 500;

/** The name that the user gave to the peer of an address; empty where it is to have none. */
export type NameOf = (address: string) => string | undefined;

/** What every view calls a peer: the name that the user gave it, its address where there is none. */
export function shownName({ address }: { address: string }, nameOf: NameOf): string {
  return visible(nameOf(address) ?? (address === '' ? 'address unknown' : address));
}

/** `friend (1.2.3.4:8333)`, where there is room for both. */
export function nameAndAddress(address: string, nameOf: NameOf): string {
  const name = nameOf(address);
  return name === undefined ? address : `${name} (${address})`;
}

/** As the user calls peers; as the capture's file does where the user has said nothing. */
export function nameOfBoth(own: NameOf, { annotations }: Pick<Capture, 'annotations'>): NameOf {
  return (address) => {
    const name = own(address) ?? annotations.names.get(address);
    return name === '' ? undefined : name;
  };
}

/** The names that the user gave to peers, by address. They outlive the window. */
export class PeerNames {
  private readonly changed = new Emitter<void>();
  /** A name is another. */
  readonly onChange = this.changed.event;
  private byAddress: Map<string, string>;

  constructor(private readonly store: Store) {
    this.byAddress = new Map(kept(store.get(KEY)));
  }

  readonly of: NameOf = (address) => this.byAddress.get(address);

  /** @param name Empty for none. @param hides It has another name in the file of a capture. */
  set(address: string, name: string, hides = false): void {
    const others = [...this.byAddress].filter(([known]) => known !== address);
    const all = name === '' && !hides ? others : [...others, [address, name] as const];
    this.byAddress = new Map(all.slice(-MOST));
    void this.store.update(KEY, [...this.byAddress]);
    this.changed.fire();
  }
}

/** Whatever else the store has is not ours. */
function kept(stored: unknown): [string, string][] {
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (pair): pair is [string, string] =>
      Array.isArray(pair) && pair.length === 2 && pair.every((each) => typeof each === 'string'),
  );
}
