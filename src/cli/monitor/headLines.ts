import { formatBytes, formatCount, plural } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import { fit, fitPhrases, textWidth, type Line } from './line';
import type { Picture } from './monitorModel';
import type { PeerMessages } from './peerMessages';

/** What is told above everything. */
export function summaryLine(picture: Picture | undefined, columns: number): Line {
  if (!picture) return [{ text: fit('Bitcoin P2P Trace', columns), bold: true }];
  const { inbound, outbound, unknown, closed, rate, total, lost } = picture;
  const told = [
    `${formatCount(inbound)} in, ${formatCount(outbound)} out`,
    unknown > 0 ? `${formatCount(unknown)} unknown` : '',
    `${rateText(rate.messages)} msg/s`,
    `${formatBytes(rate.bytes)}/s`,
    `${formatCount(lost)} lost`,
    `${formatCount(total)} messages`,
    `${formatCount(closed)} closed`,
    picture.working ? 'reading…' : '',
    picture.answersWait ? 'too fast for latencies and findings' : '',
  ].filter((text) => text !== '');
  const room = Math.max(8, Math.min(textWidth(picture.title), columns - 68));
  const text = `  ${fitPhrases(told, ' · ', columns - room - 2)}`;
  // A capture without losses is what one hopes for.
  return [
    { text: fit(picture.title, Math.min(columns, room)), bold: true },
    { text, ...(lost > 0 && { color: 'yellow' as const }) },
  ];
}

/** Whose messages are shown. */
export function peerLine(
  { peer, count, follows }: PeerMessages,
  picture: Picture,
  columns: number,
): Line {
  const row = picture.rows.find(({ facts }) => facts.peer === peer);
  const cells = row?.cells;
  const words = [
    `Peer ${peer.identity.peer}, ${plural(count, 'event')}`,
    follows ? '' : 'not the latest',
    cells?.type,
    cells?.address ?? peer.identity.address,
    cells?.userAgent,
    peer.open ? '' : 'closed',
  ];
  const text = words
    .filter(Boolean)
    .map((word) => visible(word!))
    .join('  ');
  return [{ text: fit(text, columns), bold: true }];
}

/** `18.7`, `1,234` */
function rateText(rate: number): string {
  return rate >= 99.95 ? formatCount(Math.round(rate)) : rate.toFixed(1);
}
