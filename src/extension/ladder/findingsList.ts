import { SEVERITIES, type Severity } from '../../bitcoin/conversation/finding';
import type { EventIndex } from '../../capture/index/eventIndex';
import type { Findings, RuleCount } from '../../capture/query/findings';
import { writeTerm } from '../../capture/query/writeTerm';
import { formatCount, plural } from '../../shared/text/quantity';
import type { LadderPeer } from '../../shared/webview/ladderProtocol';
import { findingsOf } from '../captures/findingsOf';
import type { Dialogs, PickItem, PickList } from '../host/dialogs';
import type { OpenLadder } from './openLadder';

const GROUPS: Readonly<Record<Severity, string>> = {
  error: 'Errors: what Core punishes, or a MUST of the protocol',
  warning: 'Warnings: odd, wasteful or ignored',
  note: 'Remarkable',
};

/**
 * Lets the user choose a rule, or all that are as grave, of what was found.
 * @returns The filter that finds it; undefined when dismissed.
 */
export async function chooseRule(
  { recording, session }: OpenLadder,
  dialogs: Dialogs,
): Promise<string | undefined> {
  const findings = findingsOf(recording);
  const { index } = recording.capture;
  const { peers } = session;
  const list = (): PickList<string> => {
    const counts = peers === 'all' ? findings.counts : countsOf(peers, findings, index);
    const items = ruleChoices(counts);
    const isKnown = findings.known >= index.length;
    return { placeholder: placeholder(items.length, isKnown), items };
  };
  return dialogs.pickGrowing('Findings', list, findings.onGrow);
}

function placeholder(count: number, isKnown: boolean): string {
  if (count > 0)
    return isKnown ? 'Which rows?' : 'Which rows? The capture is still being looked at';
  return isKnown
    ? 'Nothing breaks a rule or is remarkable'
    : 'None so far: the capture is still being looked at';
}

/** Of some peers, as far as their findings are kept: what others did is not in their ladder. */
export function countsOf(
  peers: readonly LadderPeer[],
  findings: Pick<Findings, 'between' | 'at'>,
  index: Pick<EventIndex, 'firstRow' | 'length' | 'peer' | 'peers'>,
): RuleCount[] {
  const counts = new Map<string, RuleCount>();
  for (const row of findings.between(index.firstRow, index.length)) {
    const { pid, peer } = index.peers[index.peer(row)]!;
    if (!peers.some((each) => each.pid === pid && each.peer === peer)) continue;
    for (const { rule } of findings.at(row)) {
      const { count } = counts.get(rule.id) ?? { count: 0 };
      counts.set(rule.id, { rule, count: count + 1 });
    }
  }
  return [...counts.values()];
}

/** The gravest first, and of those the most frequent. */
export function ruleChoices(counts: readonly RuleCount[]): PickItem<string>[] {
  return SEVERITIES.flatMap((severity) => {
    const own = counts.filter(({ rule }) => rule.severity === severity);
    if (own.length === 0) return [];
    const sum = own.reduce((all, { count }) => all + count, 0);
    const all = {
      label: `All ${plural(sum, severity)}`,
      group: GROUPS[severity],
      value: writeTerm('finding', [severity]),
    };
    const each = [...own]
      .sort((a, b) => b.count - a.count)
      .map(({ rule, count }) => ({
        label: rule.id,
        description: formatCount(count),
        // The documentation marks names so.
        detail: `${rule.about.replaceAll('`', '')} (${rule.source})`,
        group: GROUPS[severity],
        value: writeTerm('finding', [rule.id]),
      }));
    return own.length === 1 ? each : [all, ...each];
  });
}
