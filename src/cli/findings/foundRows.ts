import { RULES } from '../../bitcoin/conversation/conversations';
import {
  reaches,
  SEVERITIES,
  type Finding,
  type Severity,
} from '../../bitcoin/conversation/finding';

/** Findings that are kept; of more only the number is. */
const MOST = 100_000;

/** How often a rule was told. */
export interface RuleTotal {
  rule: Finding['rule'];
  count: number;
}

/** Findings that are wanted, as they are told. */
export class FoundRows {
  private readonly kept: Finding[] = [];
  private readonly byRule = new Map<string, RuleTotal>();
  /** How many there are. */
  count = 0;

  /** @param isWanted Whether a row is. */
  constructor(private readonly isWanted: (row: number) => boolean) {}

  add(finding: Finding): void {
    if (!this.isWanted(finding.rows[0])) return;
    this.count++;
    const { rule } = finding;
    const total = this.byRule.get(rule.id);
    if (total) total.count++;
    else this.byRule.set(rule.id, { rule, count: 1 });
    if (this.kept.length < MOST) this.kept.push(finding);
  }

  /** Those that are kept, by row. */
  get sorted(): readonly Finding[] {
    return this.kept.toSorted((a, b) => a.rows[0] - b.rows[0]);
  }

  /** How many there are besides. */
  get left(): number {
    return this.count - this.kept.length;
  }

  /** The gravest first, then the most frequent; those that are as frequent as in the documentation. */
  get totals(): readonly RuleTotal[] {
    const rank = ({ rule }: RuleTotal) => SEVERITIES.indexOf(rule.severity);
    const place = ({ rule }: RuleTotal) => RULES.indexOf(rule);
    return [...this.byRule.values()].sort(
      (a, b) => rank(a) - rank(b) || b.count - a.count || place(a) - place(b),
    );
  }

  ofSeverity(severity: Severity): number {
    return this.sum((each) => each === severity);
  }

  /** How many are as grave as this, or graver. */
  reaching(least: Severity): number {
    return this.sum((each) => reaches(each, least));
  }

  private sum(counts: (severity: Severity) => boolean): number {
    let sum = 0;
    for (const { rule, count } of this.byRule.values()) if (counts(rule.severity)) sum += count;
    return sum;
  }
}
