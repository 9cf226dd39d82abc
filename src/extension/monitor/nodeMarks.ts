import type { MonitorMark } from '../../shared/webview/monitorProtocol';
import type { Recording } from '../captures/recording';

/** Of a node that restarts all the time. */
const MOST = 100;

/** Where another process began to be traced: a restart of the node, or a further node. */
export function nodeMarks(recording: Recording): MonitorMark[] {
  const { index, nodes } = recording.capture;
  const later = nodes.beginnings
    .filter(({ row }) => row > index.firstRow && row < index.length)
    .slice(-MOST);
  return later.map(({ pid, row }) => ({
    time: recording.wallUs(index.timeNs(row)) / 1e6,
    kind: 'node',
    text: `${recording.nodeTitle(pid, row)} began (pid ${pid})`,
  }));
}
