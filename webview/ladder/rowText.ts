import { durationText } from '../../src/shared/text/durationText';
import type {
  LadderRow,
  MessageRow,
  NoteRow,
  PauseRow,
  RowFinding,
} from '../../src/shared/webview/ladderProtocol';
import { CAUSE_TEXTS } from '../../src/shared/text/gapCauses';
import { formatCount, plural } from '../../src/shared/text/quantity';

/** The least time between two rows that is shown as idle, microseconds. */
const IDLE_US = 5e6;

export function typeText(messageType: string): string {
  return messageType === '' ? '(empty)' : messageType;
}

/** What happened to a connection, on its lifeline: what it is stands in the summary. */
export const NOTE_MARKS: Record<NoteRow['tone'], string> = { plain: '○', end: '✕', warning: '⚠' };

/** As the story of a hash has it: `→` from the node to the peer. */
export function wayText({ direction }: MessageRow): string {
  return direction === 'outbound' ? '→' : '←';
}

/** The number that the node gave the peer; empty for what happened to the node itself. */
export function peerText({ source: { peer } }: Pick<LadderRow, 'source'>): string {
  return Number.isFinite(peer) ? String(peer) : '';
}

/** Empty for a whole message that is certain. */
export function incompleteText(data: MessageRow): string {
  const part = `${formatCount(data.captured)} of ${formatCount(data.size)} bytes`;
  if (data.incomplete) return `incomplete: ${part}`;
  if (data.truncated) return `truncated: ${part}`;
  if (!data.reconstructed) return '';
  return data.captured < data.size ? `reconstructed: ${part}` : 'reconstructed';
}

/** What is missing before a row: `12 lost (ring buffer full)`; empty for most. */
export function gapText({ gaps }: Pick<LadderRow, 'gaps'>): string {
  return gaps
    .map(({ count, cause }) => `${formatCount(count)} lost (${CAUSE_TEXTS[cause]})`)
    .join(', ');
}

/** What rules say of a row that does not say so itself, as an eviction does. */
export function markedFindings(data: LadderRow): readonly RowFinding[] {
  const findings = data.kind === 'pause' ? [] : (data.findings ?? []);
  return data.kind === 'note' ? findings.filter(({ rule }) => rule !== data.text) : findings;
}

/** `12 s idle`: a stretch without rows is folded to a line, but told. Empty for most rows. */
export function idleText({ deltaUs, spaced }: Pick<LadderRow, 'deltaUs' | 'spaced'>): string {
  return deltaUs >= IDLE_US && !spaced ? `${durationText(deltaUs)} idle` : '';
}

/** What a stretch without rows says of itself, in one of the rows that it takes. */
export function pauseText({ pauseUs, folded, labelled }: PauseRow): string {
  if (!labelled) return '';
  return folded ? `⋮ ${durationText(pauseUs)} idle, folded` : durationText(pauseUs);
}

/** From one traced node to another; empty for a message that was seen at one end. */
export function transitText({ transitUs }: MessageRow): string {
  return transitUs === undefined ? '' : `⇥ ${durationText(transitUs)}`;
}

/** What the latency column says: `↑` leads to the request, `↓` to the answer. */
export function pairTexts(data: MessageRow): { request: string; answer: string; missing: string } {
  return {
    request: data.request ? `↑ ${durationText(data.request.latencyUs)}` : '',
    answer: data.answer ? `↓ ${durationText(data.answer.latencyUs)}` : '',
    missing: missingText(data),
  };
}

function missingText({ missing, unanswered, answer }: MessageRow): string {
  if (missing === 0) return '';
  if (!unanswered) return '…';
  return answer ? `${plural(missing, 'answer')} missing` : 'no answer';
}
