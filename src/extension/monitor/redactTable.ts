import type { ListedPeer } from '../../capture/model/listedPeers';
import { nodeTitle } from '../../capture/model/nodeTitle';
import { Redactor } from '../../capture/redact/redactor';
import type { RedactOptions } from '../../capture/redact/tools';
import type { Recording } from '../captures/recording';

/** Rows of the table of peers with stand-ins for who they are; names that the user gave are left out. */
export function redactTable(
  rows: readonly ListedPeer[],
  { capture }: Pick<Recording, 'capture'>,
  options: RedactOptions,
): ListedPeer[] {
  const { hello, nodes } = capture;
  if (!hello) return [];
  const redactor = new Redactor(hello, options);
  return rows.map(({ facts, cells }) => {
    const node = nodes.of(facts.pid);
    const said = node && redactor.node(node);
    return {
      facts,
      cells: {
        ...cells,
        node: `${nodeTitle(said, redactor.hello.binary)} · ${redactor.pid(facts.pid)}`,
        address: redactor.address(facts.address),
        userAgent: redactor.userAgent(facts.userAgent),
        findings: facts.findings.map((finding) => withoutNames(finding, redactor)).join('; '),
      },
    };
  });
}

const MISBEHAVING = 'misbehaving: ';

/** Only the reason for which a peer misbehaved may name somebody; all else are counts. */
function withoutNames(finding: string, redactor: Redactor): string {
  if (!finding.startsWith(MISBEHAVING)) return finding;
  return `${MISBEHAVING}${redactor.reason(finding.slice(MISBEHAVING.length))}`;
}
