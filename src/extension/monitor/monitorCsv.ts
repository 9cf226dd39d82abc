import type { PeerFacts } from '../../capture/model/peerFacts';
import { MONITOR_COLUMN_NAMES, type MonitorColumn } from '../../shared/webview/monitorProtocol';
import { csvCell } from '../../capture/export/csvCell';
import type { ListedPeer } from '../../capture/model/listedPeers';

/** Numbers as they are, for those who count on. */
const NUMBERS: Partial<Record<MonitorColumn, (facts: PeerFacts) => number | undefined>> = {
  id: ({ id }) => id,
  messagesOut: ({ outboundMessages }) => outboundMessages,
  messagesIn: ({ inboundMessages }) => inboundMessages,
  bytesOut: ({ outboundBytes }) => outboundBytes,
  bytesIn: ({ inboundBytes }) => inboundBytes,
  rate: ({ rate }) => Number(rate.toFixed(3)),
  errors: ({ found }) => found.errors,
  warnings: ({ found }) => found.warnings,
  ping: ({ pingNs }) => (pingNs === undefined ? undefined : pingNs / 1e6),
};
const UNITS: Partial<Record<MonitorColumn, string>> = { rate: 'messages/s', ping: 'ms' };

/** Lines of a table with a head, for a spreadsheet. */
export function monitorCsv(rows: readonly ListedPeer[], columns: readonly MonitorColumn[]): string {
  const head = columns.map((column) => {
    const unit = UNITS[column];
    return csvCell(`${MONITOR_COLUMN_NAMES[column]}${unit ? ` (${unit})` : ''}`);
  });
  const lines = rows.map(({ facts, cells }) =>
    columns.map((column) => {
      const number = NUMBERS[column];
      return number ? `${number(facts) ?? ''}` : csvCell(cells[column]);
    }),
  );
  return [head, ...lines].map((line) => `${line.join(',')}\n`).join('');
}
