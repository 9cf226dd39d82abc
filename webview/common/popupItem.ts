export interface PopupItem {
  text: string;
  /** Class of what holds the picture before the text, which is a `shape`. */
  picture?: string;
  /** A key that does the same. */
  key?: string;
  /** Missing for an item that only does something; `one` of its group, or any. */
  check?: { kind: 'one' | 'any'; checked: boolean };
  /** The menu stays open, to choose more. */
  stays?: true;
  run: () => void;
}

/** Items that stand together, under a name where they have one. */
export interface PopupGroup {
  name?: string;
  items: readonly PopupItem[];
}
