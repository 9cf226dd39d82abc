import { readRows } from '../../capture/export/readRows';
import { nodeTitle } from '../../capture/model/nodeTitle';
import { isOtherPeers } from '../../capture/index/peerTable';
import { summaryOf } from '../../capture/query/readEvent';
import type { Redactor } from '../../capture/redact/redactor';
import type { Drawn, Head, LadderRow, Lifeline } from '../../shared/webview/ladderProtocol';
import { visible } from '../../shared/text/visible';
import type { Recording } from '../captures/recording';
import { nodeId } from '../peers/peerText';
import { redactorOf } from './redactors';

/** What a redacted event says. */
interface Said {
  /** One line about it, of a message with its type. */
  text: string;
  /** Of a message; or ''. */
  type: string;
}

/**
 * What is drawn, with stand-ins for what tells who somebody is: as the same rows of a redacted capture are drawn.
 * What cannot be read any more says nothing.
 * @throws UserError when the file cannot be read.
 */
export async function redactDrawn(recording: Recording, drawn: Drawn): Promise<Drawn> {
  const { capture, peers } = recording;
  const redactor = redactorOf(capture);
  const events = await redactedEvents(recording, drawn.rows, redactor);
  const pids = new Map([...peers.nodes.keys()].map((pid) => [nodeId(pid), pid]));
  return {
    nodes: drawn.nodes.map((line) => nodeOf(recording, line, pids.get(line.detail), redactor)),
    heads: drawn.heads.map((head) => headOf(recording, head, redactor)),
    rows: drawn.rows.map((row) => rowOf(row, events.get(row.row))),
  };
}

async function redactedEvents(
  { capture }: Recording,
  rows: readonly LadderRow[],
  redactor: Redactor,
): Promise<ReadonlyMap<number, Said>> {
  const { firstRow, length } = capture.index;
  const numbers = rows.flatMap(({ kind, row }) => (kind === 'pause' ? [] : row));
  const wanted = [...new Set(numbers)]
    .filter((row) => row >= firstRow && row < length)
    .sort((a, b) => a - b);
  const found = new Map<number, Said>();
  for await (const read of readRows(capture, wanted, { redactor }))
    for (const { event, facts } of read) {
      const type = event.kind === 'message' ? event.messageType : '';
      found.set(facts.row, { text: summaryOf(event), type });
    }
  return found;
}

/** @param pid Of the process; undefined for a line of several. */
function nodeOf(
  { capture }: Recording,
  line: Lifeline,
  pid: number | undefined,
  redactor: Redactor,
): Lifeline {
  if (pid === undefined) return { ...line, title: 'other processes', detail: '' };
  const node = capture.nodes.of(pid);
  const title = nodeTitle(node && redactor.node(node), redactor.hello.binary);
  return { ...line, title, detail: nodeId(redactor.pid(pid)) };
}

function headOf({ capture }: Recording, head: Head, redactor: Redactor): Head {
  const { pid, peer } = head.source;
  if (isOtherPeers({ peer })) return head;
  const address = capture.index.findPeer(pid, peer)?.address ?? '';
  const id = `peer ${peer}`;
  const redacted: Head = {
    ...head,
    title: address === '' ? id : redactor.address(address),
    detail: id,
    userAgent: redactor.userAgent(head.userAgent),
    closed: '',
  };
  delete redacted.alias;
  return redacted;
}

function rowOf(row: LadderRow, event: Said | undefined): LadderRow {
  if (row.kind === 'pause') return row;
  const redacted = { ...row };
  delete redacted.bookmark;
  if (redacted.kind === 'note') return { ...redacted, text: event?.text ?? '' };
  const messageType = event?.type ?? 'unknown';
  const summary = event?.text.slice(visible(messageType).length + 1) ?? '';
  return { ...redacted, messageType, summary };
}
