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
        remarks: facts.remarks.map((remark) => withoutNames(remark, redactor)).join('; '),
      },
    };
  });
}

/** `2 errors, 1 warning`, `3 requests unanswered`: counts name nobody. */
const COUNTS =
  /^([\d,]+ (errors?|warnings?|requests? unanswered|messages? (incomplete|truncated))(, |$))+$/;

/** All else may have a name in it, as the reason for which a peer misbehaved. */
function withoutNames(remark: string, redactor: Redactor): string {
  return COUNTS.test(remark) ? remark : redactor.reason(remark);
}
