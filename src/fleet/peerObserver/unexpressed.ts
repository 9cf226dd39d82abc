import { formatCount } from '../../shared/text/quantity';

/** Why an event is not published to peer-observer's subjects, and how that is said after a count. */
const REASONS = {
  malformed: 'malformed',
  inexpressible: 'with a value that its definitions have no place for',
  unnamed: 'of a type whose name is not text',
  cut: 'not whole',
  kind: 'of kinds that it does not have',
  large: 'larger than the server takes',
  full: 'dropped, since the server did not take them in time',
  underWay: 'under way when the connection was lost',
  refused: 'not permitted by the server',
} as const;
export type Reason = keyof typeof REASONS;

/** Its definitions cannot say it. */
export class Unexpressed extends Error {
  constructor(readonly reason: Reason) {
    super(REASONS[reason]);
  }
}

/** Counts what was published, and what was not by reason. */
export class PublishTally {
  published = 0;
  private readonly left = new Map<Reason, number>();

  leave(reason: Reason, count = 1): void {
    this.left.set(reason, (this.left.get(reason) ?? 0) + count);
  }

  /** What is not there. */
  count(reason: Reason): number {
    return this.left.get(reason) ?? 0;
  }

  /** `1,234 events are published to peer-observer’s subjects; 5 are not: 3 malformed, 2 not whole.` */
  toString(): string {
    const reasons = Object.keys(REASONS) as Reason[];
    const counts = reasons.flatMap((reason) => {
      const count = this.count(reason);
      return count > 0 ? `${formatCount(count)} ${REASONS[reason]}` : [];
    });
    const all = reasons.reduce((sum, reason) => sum + this.count(reason), 0);
    const not = all > 0 ? `; ${formatCount(all)} not: ${counts.join(', ')}` : '';
    return `Published to peer-observer’s subjects: ${formatCount(this.published)} ${this.published === 1 ? 'event' : 'events'}${not}.`;
  }
}
