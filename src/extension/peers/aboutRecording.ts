import { unixMs } from '../../capture/export/wallTime';
import { lossRows } from '../../capture/model/lossTotals';
import { formatBytes, formatCount } from '../../shared/text/quantity';
import { visible } from '../../shared/text/visible';
import type { PeersAbout } from '../../shared/webview/peersProtocol';
import { timeSpan } from '../captures/captureName';
import type { Recording } from '../captures/recording';
import { recordingLabel } from './peersRow';
import { treeMessage } from './treeMessage';

/** About one of several recordings: where its file is, how large it is, and from when. */
export function aboutRecording(recording: Recording): PeersAbout {
  const { capture, clock, peers } = recording;
  const { index } = capture;
  const { firstRow, length } = index;
  const at = (row: number): number => unixMs(clock, index.timeNs(row));
  const facts: [string, string][] = [
    ['File', visible(recording.place)],
    ['Size', formatBytes(capture.fileSize)],
    ['Time', length > firstRow ? timeSpan(at(firstRow), at(length - 1)) : ''],
    ['Events', formatCount(length - firstRow)],
    ['Messages', formatCount(peers.traffic.messages)],
    ['State', treeMessage(recording)],
    ...lossRows(recording),
  ];
  return {
    title: recordingLabel(recording),
    facts: facts.filter(([, text]) => text !== ''),
  };
}
