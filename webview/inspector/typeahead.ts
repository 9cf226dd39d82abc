import type { Key } from '../common/keys';

/** A pause after which a new name begins, milliseconds. */
const PAUSE = 800;

/** Letters that are typed one after the other, as the beginning of a name. */
export class Typeahead {
  private text = '';
  private last = -Infinity;

  /** A name is being typed: a space belongs to it. */
  get busy(): boolean {
    return performance.now() - this.last < PAUSE;
  }

  /** @returns what has been typed so far in lower case; undefined for a key that is not a letter. */
  add(event: Key): string | undefined {
    if (event.key.length !== 1 || event.ctrlKey || event.altKey || event.metaKey) return undefined;
    this.text = (this.busy ? this.text : '') + event.key.toLowerCase();
    this.last = performance.now();
    return this.text;
  }
}
