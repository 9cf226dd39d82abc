import type { Findings } from '../../capture/query/findings';
import type { InspectedFact } from '../../shared/webview/inspectorProtocol';

/** What rules of the conversation say about a message, each with its source. */
export function findingFacts(findings: Pick<Findings, 'at'>, row: number): InspectedFact[] {
  return findings.at(row).map(({ rule, text }, nth) => ({
    name: rule.severity === 'note' ? 'Remarkable' : 'Finding',
    value: `${text} (${rule.id}; ${rule.source})`,
    ...(nth === 0 && { brief: { line: 2 as const, text: rule.id } }),
    ...(rule.severity !== 'note' && { warning: true as const }),
  }));
}
