import { REST, type Lifeline } from '../../src/shared/webview/ladderProtocol';
import { plural } from '../../src/shared/text/quantity';

/** `2 nodes, 60 peers and others`: those with a line of their own, and that there are more. */
export function countsText(lifelines: readonly Lifeline[]): string {
  const own = lifelines.filter(({ detail }) => detail !== REST);
  const count = (kind: Lifeline['kind']): number => own.filter((each) => each.kind === kind).length;
  const [nodes, peers] = [count('node'), count('peer')];
  const rest = own.length < lifelines.length ? ' and others' : '';
  const counts = [
    ...(nodes > 1 ? [plural(nodes, 'node')] : []),
    ...(peers > 0 ? [plural(peers, 'peer')] : []),
  ];
  return `${counts.join(', ')}${rest}`.trimStart();
}
