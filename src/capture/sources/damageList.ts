import { formatCount } from '../../shared/text/quantity';
import type { Damage } from './sourceKind';

/** Places that are remembered: a file of a stranger's may have any number. */
const MOST = 1000;

/** Where in a file something was left out. */
export class DamageList {
  readonly places: Damage[] = [];
  private more = 0;

  constructor(private readonly path: string) {}

  readonly add = (offset: number, bytes: number): void => {
    if (this.places.length < MOST) this.places.push({ path: this.path, offset, bytes });
    else this.more++;
  };

  /** What of them is not in `places`. */
  notes(): string[] {
    if (this.more === 0) return [];
    return [`Something was left out in ${formatCount(this.more)} more places.`];
  }
}
