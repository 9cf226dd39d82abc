import { assertNever } from '../../src/shared/assertNever';
import { durationText } from '../../src/shared/durationText';
import type { LadderRow, MessageRow, NoteRow, RowGap } from '../../src/shared/ladderProtocol';
import { formatCount, plural } from '../../src/shared/quantity';

/** Between two rows, microseconds: from here on it is said that nothing happened. */
const IDLE_US = 5e6;

export function typeText(messageType: string): string {
  return messageType === '' ? '(empty)' : messageType;
}

export function noteText(data: NoteRow): string {
  const because = data.text === '' ? '' : `: ${data.text}`;
  switch (data.note) {
    case 'opened':
      return data.text === '' ? 'connected' : `connected (${data.text})`;
    case 'closed':
      return `disconnected${because}`;
    case 'evicted':
      return `evicted${because}`;
    case 'misbehaving':
      return `misbehaving${because}`;
    default:
      return assertNever(data.note);
  }
}

/** Empty for a whole message. */
export function incompleteText(data: MessageRow): string {
  const part = `${formatCount(data.captured)} of ${formatCount(data.size)} bytes`;
  if (data.incomplete) return `incomplete: ${part}`;
  return data.truncated ? `truncated: ${part}` : '';
}

const CAUSES: Record<RowGap['cause'], string> = {
  'ring-full': 'ring buffer full',
  'disk-full': 'not written to disk',
  limit: 'limit reached',
  damaged: 'capture damaged',
};

/** What is missing before a row: `12 lost (ring buffer full)`; empty for most. */
export function gapText({ gaps }: Pick<LadderRow, 'gaps'>): string {
  return gaps.map(({ count, cause }) => `${formatCount(count)} lost (${CAUSES[cause]})`).join(', ');
}

/** `12 s idle`: a stretch without rows takes no room, but is told. Empty for most rows. */
export function idleText({ deltaUs }: Pick<LadderRow, 'deltaUs'>): string {
  return deltaUs >= IDLE_US ? `${durationText(deltaUs)} idle` : '';
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
