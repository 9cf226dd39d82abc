import {
  decodeFilters,
  decodeNames,
  FILTERS_KIND,
  NAMES_KIND,
  type KeptFilter,
} from '../../shared/frames/annotations';

/** What whoever saved a capture called its peers, and by what they filtered it. */
export class Annotations {
  /** By address. */
  names: ReadonlyMap<string, string> = new Map();
  filters: readonly KeptFilter[] = [];
  /** The capture's file has frames of them. */
  written = false;

  /** The latest frame of a kind counts. @returns Whether it is one. */
  add(frame: Buffer, kind: number): boolean {
    if (!isAnnotation(kind)) return false;
    this.written = true;
    if (kind === NAMES_KIND) this.names = decodeNames(frame);
    else this.filters = decodeFilters(frame);
    return true;
  }
}

export function isAnnotation(kind: number): boolean {
  return kind === NAMES_KIND || kind === FILTERS_KIND;
}
