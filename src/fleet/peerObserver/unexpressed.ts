import { formatCount, plural } from '../../shared/text/quantity';

/** Why an event is not published to peer-observer's subjects, and how that is said after a count. */
const REASONS = {
  malformed: 'malformed',
  inexpressible: 'with a value that its definitions have no place for',
  unnamed: 'of a type whose name is not text',
  cut: 'not captured whole',
  kind: 'of a kind that it does not have',
  large: 'larger than the server takes',
  full: 'dropped, since the server did not take them in time',
  underWay: 'under way when the connection was lost',
  refused: 'refused by the server',
} as const;
export type Reason = keyof typeof REASONS;
const NAMES = Object.keys(REASONS) as Reason[];

/** Its definitions cannot say it. */
export class Unexpressed extends Error {
  constructor(readonly reason: Reason) {
    super(REASONS[reason]);
  }
}

/** Counts what was published, and what was not by reason. */
export class PublishTally {
  /** What the server has taken. */
  published = 0;
  private readonly counts = new Map<Reason, number>();

  leave(reason: Reason, count = 1): void {
    this.counts.set(reason, this.count(reason) + count);
  }

  /** The server did not permit one that it has received. */
  refuse(): void {
    this.published--;
    this.leave('refused');
  }

  count(reason: Reason): number {
    return this.counts.get(reason) ?? 0;
  }

  /** `3 malformed, 2 not captured whole`; '' where all are published. */
  get left(): string {
    return NAMES.flatMap((reason) => {
      const count = this.count(reason);
      return count > 0 ? `${formatCount(count)} ${REASONS[reason]}` : [];
    }).join(', ');
  }

  /** In a whole sentence. */
  toString(): string {
    const { left } = this;
    const all = NAMES.reduce((sum, reason) => sum + this.count(reason), 0);
    const not = all > 0 ? `, and ${formatCount(all)} not: ${left}` : '';
    return `To peer-observer’s subjects: ${plural(Math.max(0, this.published), 'event')} published${not}.`;
  }
}
