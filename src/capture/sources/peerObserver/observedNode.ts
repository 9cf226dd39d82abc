import { EVENT_KINDS } from '../../../shared/events/eventKinds';
import type { Hello } from '../../../shared/frames/hello';
import { FORMAT_VERSION, HEADER } from '../../../shared/frames/layout';
import { encodeNode } from '../../../shared/frames/node';
import { PID, START_NS } from './eventFrames';

const PROBES = EVENT_KINDS.filter(({ provider }) => provider === 'net').map(
  ({ tracepoint }) => tracepoint,
);

/** @param startMs When what peer-observer tells begins, unix milliseconds. @param startNs The monotonic time of that. */
export function observedHello(startMs: number, startNs = START_NS): Hello {
  return {
    version: FORMAT_VERSION,
    wallNs: BigInt(startMs) * 1_000_000n,
    monotonicNs: BigInt(startNs),
    host: '',
    binary: '',
    tracepoints: PROBES,
    attachMode: 'peer-observer',
    unattached: [],
  };
}

/** The frame of the node, of which peer-observer says nothing. @param timeNs From when on, on the monotonic clock. */
export function observedNode(timeNs = 0): Buffer {
  const probes = { present: PROBES, tracepoints: PROBES, unattached: [] };
  const names = { name: 'bitcoind', chain: '', dataDirectory: '', binary: '', userAgent: '' };
  const frame = encodeNode({ pid: PID, ...names, ...probes });
  frame.writeBigUInt64LE(BigInt(timeNs), HEADER.timeNs);
  return frame;
}
