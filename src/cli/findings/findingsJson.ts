import { SEVERITIES, type Finding } from '../../bitcoin/conversation/finding';
import { utcTimeNanos } from '../../shared/text/dateText';
import { visibleJson } from '../../shared/text/visible';
import type { FoundRows } from './foundRows';

/** One object in a line. */
export function findingJson(
  { connection, rule, rows, text, timeNs }: Finding,
  unixOf: (timeNs: number) => bigint,
): string {
  const unix = unixOf(timeNs);
  return line({
    time: utcTimeNanos(unix),
    time_ns: String(unix),
    ...connection,
    severity: rule.severity,
    rule: rule.id,
    text,
    source: rule.source,
    rows,
  });
}

/** The last line. */
export function totalsJson(found: FoundRows): string {
  const severities = SEVERITIES.map((severity) => [severity, found.ofSeverity(severity)]);
  return line({
    findings: found.count,
    counted_only: found.left,
    severities: Object.fromEntries(severities) as Record<string, number>,
    rules: Object.fromEntries(found.totals.map(({ rule, count }) => [rule.id, count])) as Record<
      string,
      number
    >,
  });
}

function line(object: object): string {
  return `${visibleJson(JSON.stringify(object))}\n`;
}
