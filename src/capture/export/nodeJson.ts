import type { TraceEvent } from '../../shared/events/event';
import { quoted } from '../../shared/text/quoted';
import type { Clock } from './eventJson';

/** Who a process is, as a frame of a trace says it. */
export type NodeEvent = Extract<TraceEvent, { kind: 'node' }>;

/**
 * A JSON object for a process, as docs/event.schema.json describes it: what is not known is absent. It
 * stands where the process was identified, which may be after its first events.
 */
export function nodeJson(node: NodeEvent, { wallNs, monotonicNs }: Clock): string {
  const time = BigInt(node.timeNs) + wallNs - monotonicNs;
  const texts = [
    ['chain', node.chain],
    ['data_directory', node.dataDirectory],
    ['binary', node.binary],
    ['user_agent', node.userAgent],
  ] as const;
  const known = texts.filter(([, text]) => text !== '');
  const members = known.map(([name, text]) => `,"${name}":${quoted(text)}`).join('');
  const attached = `,"attached":[${node.tracepoints.map(quoted).join(',')}]`;
  return `{"time":"${time}","node":${quoted(node.name)},"pid":${node.pid}${members}${attached}}`;
}
